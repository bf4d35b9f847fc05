//! The three formats of packages.

use prost::Message;

/// How a package is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// That of Anki 2.0: a collection of schema 11 under the name that later ones keep for a
    /// placeholder. Only read.
    Oldest,
    /// That of Anki 2.1 up to 2.1.49, which every Anki reads: schema 11, media as they are.
    Legacy,
    /// That of Anki since 2.1.50: the present schema, everything compressed with zstd.
    Latest,
}

/// Name of the entry that tells the format.
pub(crate) const META: &str = "meta";
/// Name of the entry that gives media files their names.
pub(crate) const MEDIA_MAP: &str = "media";
/// Name of the collection in the oldest format, of the placeholder in the others.
pub(crate) const OLDEST_COLLECTION: &str = "collection.anki2";

const LEGACY_COLLECTION: &str = "collection.anki21";

/// The message in the entry `meta`.
#[derive(Clone, Copy, PartialEq, Message)]
struct Meta {
    #[prost(int32, tag = "1")]
    version: i32,
}

impl Format {
    /// The name of the collection in the archive.
    pub(crate) const fn collection_name(self) -> &'static str {
        match self {
            Self::Oldest => OLDEST_COLLECTION,
            Self::Legacy => LEGACY_COLLECTION,
            Self::Latest => "collection.anki21b",
        }
    }

    /// Whether collection, media and their map are compressed with zstd, and the map is a message.
    pub(crate) const fn is_latest(self) -> bool {
        matches!(self, Self::Latest)
    }

    /// The bytes of the entry `meta`.
    pub(crate) fn meta(self) -> Vec<u8> {
        let version = match self {
            Self::Oldest => 1,
            Self::Legacy => 2,
            Self::Latest => 3,
        };
        Meta { version }.encode_to_vec()
    }

    /// What the bytes of the entry `meta` say; the number of a format that is not known is an error.
    pub(crate) fn from_meta(bytes: &[u8]) -> Result<Self, UnknownFormat> {
        let meta = Meta::decode(bytes).map_err(|_| UnknownFormat(None))?;
        match meta.version {
            1 => Ok(Self::Oldest),
            2 => Ok(Self::Legacy),
            3 => Ok(Self::Latest),
            other => Err(UnknownFormat(Some(other))),
        }
    }

    /// The format of an archive without the entry `meta`.
    pub(crate) fn from_names(mut has: impl FnMut(&str) -> bool) -> Self {
        if has(LEGACY_COLLECTION) {
            Self::Legacy
        } else {
            Self::Oldest
        }
    }
}

/// The number of a format that is not known; `None` where there is no number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct UnknownFormat(pub(crate) Option<i32>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart_by_number() {
        for (bytes, expected) in [
            (&[8, 1][..], Ok(Format::Oldest)),
            (&[8, 2], Ok(Format::Legacy)),
            (&[8, 3], Ok(Format::Latest)),
            (&[8, 4], Err(UnknownFormat(Some(4)))),
            (&[], Err(UnknownFormat(Some(0)))),
            (b"\xff\xff", Err(UnknownFormat(None))),
        ] {
            assert_eq!(Format::from_meta(bytes), expected, "{bytes:?}");
        }
        assert_eq!(Format::Legacy.meta(), [8, 2]);
        assert_eq!(Format::Latest.meta(), [8, 3]);
    }
}
