//! Enums that are stored as small numbers.

/// Declares an enum whose variants have a stored number, with `code()` and `from_code()`.
macro_rules! coded_enum {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $code:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $( $(#[$variant_meta])* $variant ),+
        }

        impl $name {
            /// The number that stands for this value in the collection.
            #[must_use]
            pub const fn code(self) -> i32 {
                match self { $( Self::$variant => $code ),+ }
            }

            /// The value that a stored number stands for; `None` for a number that Anki does not use.
            #[must_use]
            pub const fn from_code(code: i32) -> Option<Self> {
                match code {
                    $( $code => Some(Self::$variant), )+
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use coded_enum;
