//! A deck, columns `common` and `kind` of table `decks`.

use prost::{Message, Oneof};

use ankid_types::{
    DayLimit, DeckCommon, DeckConfigId, DeckKind, FilteredDeck, FilteredSearchOrder,
    FilteredSearchTerm, NormalDeck,
};

use super::{Blob, Problem, mirror};

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Common {
    #[prost(bool, tag = "1")]
    study_collapsed: bool,
    #[prost(bool, tag = "2")]
    browser_collapsed: bool,
    #[prost(uint32, tag = "3")]
    last_day_studied: u32,
    #[prost(int32, tag = "4")]
    new_studied: i32,
    #[prost(int32, tag = "5")]
    review_studied: i32,
    #[prost(int32, tag = "6")]
    learning_studied: i32,
    #[prost(int32, tag = "7")]
    milliseconds_studied: i32,
    #[prost(bytes = "vec", tag = "255")]
    other: Vec<u8>,
}

mirror!(Common, DeckCommon {
    study_collapsed,
    browser_collapsed,
    last_day_studied,
    new_studied,
    review_studied,
    learning_studied,
    milliseconds_studied,
    other,
} coded {});

impl Blob for DeckCommon {
    type Message = Common;

    fn message(&self) -> Common {
        self.into()
    }
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Container {
    #[prost(oneof = "Kind", tags = "1, 2")]
    kind: Option<Kind>,
}

impl Container {
    /// The preset of a normal deck.
    pub(crate) fn config_id(&self) -> Option<i64> {
        match &self.kind {
            Some(Kind::Normal(normal)) => Some(normal.config_id),
            Some(Kind::Filtered(_)) | None => None,
        }
    }
}

#[derive(Clone, PartialEq, Oneof)]
enum Kind {
    #[prost(message, tag = "1")]
    Normal(Normal),
    #[prost(message, tag = "2")]
    Filtered(Filtered),
}

#[derive(Clone, PartialEq, Message)]
struct Normal {
    #[prost(int64, tag = "1")]
    config_id: i64,
    #[prost(uint32, tag = "2")]
    extend_new: u32,
    #[prost(uint32, tag = "3")]
    extend_review: u32,
    #[prost(string, tag = "4")]
    description: String,
    #[prost(bool, tag = "5")]
    markdown_description: bool,
    #[prost(uint32, optional, tag = "6")]
    review_limit: Option<u32>,
    #[prost(uint32, optional, tag = "7")]
    new_limit: Option<u32>,
    #[prost(message, optional, tag = "8")]
    review_limit_today: Option<Limit>,
    #[prost(message, optional, tag = "9")]
    new_limit_today: Option<Limit>,
    #[prost(float, optional, tag = "10")]
    desired_retention: Option<f32>,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct Limit {
    #[prost(uint32, tag = "1")]
    limit: u32,
    #[prost(uint32, tag = "2")]
    today: u32,
}

#[derive(Clone, PartialEq, Message)]
struct Filtered {
    #[prost(bool, tag = "1")]
    reschedule: bool,
    #[prost(message, repeated, tag = "2")]
    search_terms: Vec<SearchTerm>,
    #[prost(float, repeated, tag = "3")]
    delays: Vec<f32>,
    #[prost(uint32, tag = "4")]
    preview_delay: u32,
    #[prost(uint32, tag = "5")]
    preview_hard_secs: u32,
    #[prost(uint32, tag = "6")]
    preview_good_secs: u32,
    #[prost(uint32, tag = "7")]
    preview_again_secs: u32,
}

#[derive(Clone, PartialEq, Message)]
struct SearchTerm {
    #[prost(string, tag = "1")]
    search: String,
    #[prost(uint32, tag = "2")]
    limit: u32,
    #[prost(int32, tag = "3")]
    order: i32,
}

mirror!(Limit, DayLimit { limit, today } coded {});
mirror!(SearchTerm, FilteredSearchTerm { search, limit } coded { order: FilteredSearchOrder });

impl Blob for DeckKind {
    type Message = Container;

    fn message(&self) -> Container {
        let kind = match self {
            Self::Normal(normal) => Kind::Normal(normal.into()),
            Self::Filtered(filtered) => Kind::Filtered(filtered.into()),
        };
        Container { kind: Some(kind) }
    }
}

impl TryFrom<Container> for DeckKind {
    type Error = Problem;

    fn try_from(container: Container) -> Result<Self, Problem> {
        match container.kind {
            Some(Kind::Normal(normal)) => Ok(Self::Normal(normal.try_into()?)),
            Some(Kind::Filtered(filtered)) => Ok(Self::Filtered(filtered.try_into()?)),
            None => Err("it is neither a normal nor a filtered deck".to_owned()),
        }
    }
}

impl TryFrom<Normal> for NormalDeck {
    type Error = Problem;

    fn try_from(normal: Normal) -> Result<Self, Problem> {
        Ok(Self {
            config_id: DeckConfigId(normal.config_id),
            extend_new: normal.extend_new,
            extend_review: normal.extend_review,
            description: normal.description,
            markdown_description: normal.markdown_description,
            review_limit: normal.review_limit,
            new_limit: normal.new_limit,
            review_limit_today: normal
                .review_limit_today
                .map(TryInto::try_into)
                .transpose()?,
            new_limit_today: normal.new_limit_today.map(TryInto::try_into).transpose()?,
            desired_retention: normal.desired_retention,
        })
    }
}

impl From<&NormalDeck> for Normal {
    fn from(normal: &NormalDeck) -> Self {
        Self {
            config_id: normal.config_id.0,
            extend_new: normal.extend_new,
            extend_review: normal.extend_review,
            description: normal.description.clone(),
            markdown_description: normal.markdown_description,
            review_limit: normal.review_limit,
            new_limit: normal.new_limit,
            review_limit_today: normal.review_limit_today.as_ref().map(Into::into),
            new_limit_today: normal.new_limit_today.as_ref().map(Into::into),
            desired_retention: normal.desired_retention,
        }
    }
}

impl TryFrom<Filtered> for FilteredDeck {
    type Error = Problem;

    fn try_from(filtered: Filtered) -> Result<Self, Problem> {
        let terms = filtered.search_terms.into_iter().map(TryInto::try_into);
        Ok(Self {
            reschedule: filtered.reschedule,
            search_terms: terms.collect::<Result<_, _>>()?,
            delays: filtered.delays,
            preview_delay: filtered.preview_delay,
            preview_again_secs: filtered.preview_again_secs,
            preview_hard_secs: filtered.preview_hard_secs,
            preview_good_secs: filtered.preview_good_secs,
        })
    }
}

impl From<&FilteredDeck> for Filtered {
    fn from(filtered: &FilteredDeck) -> Self {
        Self {
            reschedule: filtered.reschedule,
            search_terms: filtered.search_terms.iter().map(Into::into).collect(),
            delays: filtered.delays.clone(),
            preview_delay: filtered.preview_delay,
            preview_hard_secs: filtered.preview_hard_secs,
            preview_good_secs: filtered.preview_good_secs,
            preview_again_secs: filtered.preview_again_secs,
        }
    }
}

#[cfg(test)]
mod tests {
    use ankid_types::{DeckCommon, DeckKind};

    use super::Blob;

    #[test]
    fn the_default_deck_of_anki_reads_and_writes_the_same() {
        let common = DeckCommon::from_bytes(&[8, 1, 16, 1]).unwrap();
        assert!(common.study_collapsed && common.browser_collapsed);
        assert_eq!(common.to_bytes(), [8, 1, 16, 1]);
        let kind = DeckKind::from_bytes(&[10, 2, 8, 1]).unwrap();
        assert!(matches!(&kind, DeckKind::Normal(normal) if normal.config_id.0 == 1));
        assert_eq!(kind.to_bytes(), [10, 2, 8, 1]);
    }

    #[test]
    fn a_deck_of_no_kind_is_an_error() {
        assert!(DeckKind::from_bytes(&[]).is_err());
    }
}
