//! The names that stand for something other than a field of the note.

/// What the question side shows, on the answer side.
pub(crate) const FRONT_SIDE: &str = "FrontSide";
/// The template's name.
pub(crate) const CARD: &str = "Card";
/// The card's flag.
pub(crate) const CARD_FLAG: &str = "CardFlag";
/// The card's id.
pub(crate) const CARD_ID: &str = "CardID";
/// The home deck's name.
pub(crate) const DECK: &str = "Deck";
/// The last part of the home deck's name.
pub(crate) const SUBDECK: &str = "Subdeck";
/// The note's tags.
pub(crate) const TAGS: &str = "Tags";
/// The note type's name.
pub(crate) const TYPE: &str = "Type";

/// Whether a name stands for something other than a field, where no field has that name.
pub(crate) fn is_special_field(name: &str) -> bool {
    matches!(
        name,
        FRONT_SIDE | CARD | CARD_FLAG | CARD_ID | DECK | SUBDECK | TAGS | TYPE
    )
}
