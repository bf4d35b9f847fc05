//! Protobuf messages inside rows, and their way to and from the words of the field.
//!
//! Numbers of fields are Anki's; a number of an enum that Anki does not use is an error.

mod deck;
mod deck_config;
mod notetype;
#[cfg(test)]
mod tests;

use prost::Message;

pub(crate) use deck::Container as DeckKindMessage;
pub(crate) use deck_config::Settings as DeckConfigMessage;

/// Why a blob cannot be read.
pub(crate) type Problem = String;

/// A value that a column keeps as a protobuf message.
pub(crate) trait Blob: Sized {
    /// The message.
    type Message: Message + Default + TryInto<Self, Error = Problem>;

    /// The message that says the same.
    fn message(&self) -> Self::Message;

    /// The bytes that are stored.
    fn to_bytes(&self) -> Vec<u8> {
        self.message().encode_to_vec()
    }

    /// What stored bytes say.
    fn from_bytes(bytes: &[u8]) -> Result<Self, Problem> {
        Self::Message::decode(bytes)
            .map_err(|problem| problem.to_string())?
            .try_into()
    }
}

/// Turns a message and a struct with fields of the same names into each other.
///
/// `coded` fields are numbers in the message and enums in the struct.
macro_rules! mirror {
    ($message:ident, $value:ident { $($plain:ident),* $(,)? } coded { $($coded:ident: $code:ident),* $(,)? }) => {
        impl TryFrom<$message> for $value {
            type Error = $crate::blobs::Problem;

            fn try_from(message: $message) -> Result<Self, Self::Error> {
                Ok(Self {
                    $($coded: $code::from_code(message.$coded)
                        .ok_or_else(|| format!("`{}` is unknown: {}", stringify!($coded), message.$coded))?,)*
                    $($plain: message.$plain,)*
                })
            }
        }

        impl From<&$value> for $message {
            fn from(value: &$value) -> Self {
                Self {
                    $($coded: value.$coded.code(),)*
                    $($plain: value.$plain.clone(),)*
                }
            }
        }
    };
}

pub(crate) use mirror;
