//! What the term that is being written may become. Looks at names only, never at notes.

use std::collections::BTreeSet;

use ankid_search::{FLAGS, KEYWORDS, Property, Span, State, Term, term_at};
use unicase::UniCase;

use super::terms;
use crate::error::Result;
use crate::view::View;

/// How many values of a keyword are offered.
const MAX_VALUES: usize = 50;
/// How many names of each kind are offered where no keyword is written yet.
const MAX_NAMES: usize = 6;
/// The numbers of days that are offered.
const DAYS: [&str; 4] = ["1", "7", "30", "365"];

/// What searches for the thing of a name.
type TermOf = fn(&str) -> Term;

/// What a completion stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// A keyword, or a value that a keyword always has.
    Operator,
    /// A deck.
    Deck,
    /// A tag.
    Tag,
    /// A note type.
    Notetype,
    /// A card template.
    Template,
    /// A field.
    Field,
    /// A preset of deck options.
    Preset,
    /// A flag.
    Flag,
    /// A state of cards.
    State,
}

/// What the term may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What to write in place of the term: a term, or the beginning of one up to its colon.
    pub text: String,
    /// The name that it stands for.
    pub label: String,
    /// What that is.
    pub kind: CompletionKind,
}

/// What the term at a place may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completions {
    /// The term.
    pub span: Span,
    /// What it may become, the likeliest first.
    pub items: Vec<Completion>,
}

impl View<'_> {
    /// What the term at a place of a search may become; the place is a byte of the text.
    ///
    /// # Errors
    /// An error of the file.
    pub fn complete_search(&self, search: &str, cursor: usize) -> Result<Completions> {
        let term = term_at(search, cursor);
        let items = match &term.key {
            Some(key) => self.values_of(&key.to_lowercase(), &term.value)?,
            None => self.beginnings(&term.value)?,
        };
        let span = term.span;
        Ok(Completions { span, items })
    }

    fn values_of(&self, key: &str, begun: &str) -> Result<Vec<Completion>> {
        use CompletionKind as Kind;
        let list = |names: Vec<String>, kind, term: TermOf| {
            let offers = likeliest(names, begun, Rank::Within, MAX_VALUES);
            offers
                .into_iter()
                .map(|name| Completion::of(term(&name), name, kind))
                .collect()
        };
        Ok(match key {
            "deck" => {
                let mut names = self.deck_names();
                names.extend(["current", "filtered"].map(str::to_owned));
                list(names, Kind::Deck, terms::deck)
            }
            "tag" => {
                let mut names = self.tags()?;
                names.push("none".to_owned());
                list(names, Kind::Tag, terms::tag)
            }
            "note" => list(self.notetype_names(), Kind::Notetype, terms::notetype),
            "card" => list(self.template_names(), Kind::Template, terms::template),
            "preset" => {
                let presets = self.catalog().deck_configs();
                let names = presets.map(|preset| preset.name.clone());
                list(names.collect(), Kind::Preset, |name| {
                    Term::Preset(name.to_owned())
                })
            }
            "is" => {
                let states = State::ALL.into_iter();
                let states = states.filter(|state| state.name().starts_with(begun));
                states
                    .map(|state| {
                        Completion::of(Term::State(state), state.name().to_owned(), Kind::State)
                    })
                    .collect()
            }
            "flag" => {
                let flags = (0..).zip(FLAGS);
                let is_begun = |flag: u8, colour: &str| {
                    colour.starts_with(begun) || flag.to_string().starts_with(begun)
                };
                flags
                    .filter(|(flag, colour)| is_begun(*flag, colour))
                    .map(|(flag, colour)| {
                        Completion::of(Term::Flag(flag), colour.to_owned(), Kind::Flag)
                    })
                    .collect()
            }
            "prop" => operators("prop:", &Property::NAMES, begun),
            "added" | "edited" | "introduced" | "rated" | "resched" => {
                operators(&format!("{key}:"), &DAYS, begun)
            }
            _ => Vec::new(),
        })
    }

    /// What may begin so: keywords, fields and, once a letter is written, names.
    fn beginnings(&self, begun: &str) -> Result<Vec<Completion>> {
        use CompletionKind as Kind;
        let keywords = KEYWORDS.iter().filter(|word| word.starts_with(begun));
        let mut items: Vec<Completion> = keywords
            .map(|word| Completion {
                text: format!("{word}:"),
                label: (*word).to_owned(),
                kind: Kind::Operator,
            })
            .collect();
        if begun.is_empty() {
            return Ok(items);
        }
        for name in likeliest(self.field_names(), begun, Rank::Level, MAX_NAMES) {
            items.push(Completion {
                text: field_key(&name),
                label: name,
                kind: Kind::Field,
            });
        }
        let named: [(Vec<String>, Kind, TermOf); 3] = [
            (self.deck_names(), Kind::Deck, terms::deck),
            (self.tags()?, Kind::Tag, terms::tag),
            (self.notetype_names(), Kind::Notetype, terms::notetype),
        ];
        for (names, kind, term) in named {
            let offers = likeliest(names, begun, Rank::Level, MAX_NAMES);
            let offers = offers.into_iter();
            items.extend(offers.map(|name| Completion::of(term(&name), name, kind)));
        }
        Ok(items)
    }

    fn deck_names(&self) -> Vec<String> {
        let decks = self.catalog().decks();
        decks.map(|deck| deck.name.human()).collect()
    }

    fn notetype_names(&self) -> Vec<String> {
        let notetypes = self.catalog().notetypes();
        notetypes.map(|notetype| notetype.name.clone()).collect()
    }

    fn template_names(&self) -> Vec<String> {
        let notetypes = self.catalog().notetypes();
        let templates = notetypes.flat_map(|notetype| notetype.templates.iter());
        distinct(templates.map(|template| template.name.clone()))
    }

    fn field_names(&self) -> Vec<String> {
        let notetypes = self.catalog().notetypes();
        let fields = notetypes.flat_map(|notetype| notetype.fields.iter());
        distinct(fields.map(|field| field.name.clone()))
    }
}

impl Completion {
    fn of(term: Term, label: String, kind: CompletionKind) -> Self {
        let text = term.to_string();
        Self { text, label, kind }
    }
}

fn operators(key: &str, values: &[&str], begun: &str) -> Vec<Completion> {
    let values = values.iter().filter(|value| value.starts_with(begun));
    values
        .map(|value| Completion {
            text: format!("{key}{value}"),
            label: (*value).to_owned(),
            kind: CompletionKind::Operator,
        })
        .collect()
}

/// The beginning of a search in a field.
fn field_key(name: &str) -> String {
    let term = terms::filled_field(name).to_string();
    let open = term.strip_suffix('"').unwrap_or(&term);
    open.strip_suffix("_*").unwrap_or(open).to_owned()
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let names: BTreeSet<UniCase<String>> = names.map(UniCase::new).collect();
    names.into_iter().map(UniCase::into_inner).collect()
}

/// How well a name fits what is written; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It begins so.
    Start,
    /// One of its levels or words does.
    Level,
    /// It has that somewhere.
    Within,
}

impl Rank {
    /// `begun` is in small letters.
    fn of(name: &str, begun: &str) -> Option<Self> {
        let name = name.to_lowercase();
        if name.starts_with(begun) {
            return Some(Self::Start);
        }
        let mut levels = name.split([':', ' ', '-', '_']);
        if levels.any(|level| level.starts_with(begun)) {
            return Some(Self::Level);
        }
        name.contains(begun).then_some(Self::Within)
    }
}

/// Those of some names that fit what is written, the best first, and in their order where they fit the same.
fn likeliest(names: Vec<String>, begun: &str, worst: Rank, most: usize) -> Vec<String> {
    let begun = begun.to_lowercase();
    let ranked = names.into_iter().filter_map(|name| {
        let rank = Rank::of(&name, &begun).filter(|rank| *rank <= worst)?;
        Some((rank, name))
    });
    let mut ranked: Vec<(Rank, String)> = ranked.collect();
    ranked.sort_by_key(|(rank, _name)| *rank);
    let best = ranked.into_iter().take(most);
    best.map(|(_rank, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::{Rank, field_key, likeliest};

    #[test]
    fn names_that_begin_so_come_first() {
        let names = ["Mining", "Japanese::Mining", "A mine", "Determine", "x"].map(str::to_owned);
        let found = likeliest(names.to_vec(), "MIN", Rank::Within, 9);
        assert_eq!(found, ["Mining", "Japanese::Mining", "A mine", "Determine"]);
        let found = likeliest(names.to_vec(), "min", Rank::Level, 2);
        assert_eq!(found, ["Mining", "Japanese::Mining"]);
    }

    #[test]
    fn a_field_is_open_for_its_value() {
        assert_eq!(field_key("Front"), "Front:");
        assert_eq!(field_key("Back Extra"), "\"Back Extra:");
        assert_eq!(field_key("a:b"), "a\\:b:");
    }
}
