//! A search as it is written: the tree of its terms, each with its place in the text.

use ankid_types::{CardId, DeckId, NoteId, NotetypeId};

use crate::Pattern;

/// A search, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it asks for.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// A place in a query: bytes of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The bytes of a query that stand here.
    pub(crate) fn of(self, query: &str) -> &str {
        query.get(self.start..self.end).unwrap_or_default()
    }
}

/// What a search asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// Everything: the empty search.
    All,
    /// All of two or more; none of them is an `And` or an `Or`.
    And(Vec<Expr>),
    /// One of two or more; none of them is an `Or`.
    Or(Vec<Expr>),
    /// The opposite of a group or a term.
    Not(Box<Expr>),
    /// What stands in parentheses.
    Group(Box<Expr>),
    /// A single condition.
    Term(Term),
}

/// A single condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// `text`: somewhere in the note.
    Text(Pattern),
    /// `name:value`: in the fields that the name matches.
    Field {
        /// The name, maybe with wildcards.
        name: Pattern,
        /// What the whole field must match.
        value: Match,
    },
    /// `re:`: a regular expression finds something in the note.
    Regex(String),
    /// `nc:`: somewhere in the note, accents aside.
    WithoutAccents(Pattern),
    /// `sc:`: somewhere in a cloze note, with the marks of its clozes left out.
    WithoutClozes(Pattern),
    /// `w:`: somewhere in the note as a whole word.
    Word(Pattern),
    /// `tag:`: the note has the tag, or one below it.
    Tag(Match),
    /// `note:`: the note type's name.
    Notetype(Pattern),
    /// `mid:`: the note type's id.
    NotetypeId(NotetypeId),
    /// `nid:`: the note's id is one of these.
    NoteIds(Vec<NoteId>),
    /// `dupe:`: notes of a type whose first field is this text when HTML is stripped.
    Duplicate {
        /// The note type.
        notetype: NotetypeId,
        /// The first field.
        text: String,
    },
    /// `edited:`: the note changed in this many days, today included; at least 1.
    EditedInDays(u32),
    /// `card:`: the template.
    Template(TemplateName),
    /// `deck:`: the card is in the deck or belongs there, or to a deck below it.
    Deck(Pattern),
    /// `did:`: the card is in one of these decks or belongs there, not to a deck below them.
    DeckIds(Vec<DeckId>),
    /// `preset:`: the card's deck has the preset of this name, which is taken as it is written.
    Preset(String),
    /// `cid:`: the card's id is one of these.
    CardIds(Vec<CardId>),
    /// `is:`: the card's state.
    State(State),
    /// `flag:`: the card's flag, 0 to 7.
    Flag(u8),
    /// `added:`: the card was made in this many days, today included; at least 1.
    AddedInDays(u32),
    /// `introduced:`: the card was first answered in this many days, today included; at least 1.
    IntroducedInDays(u32),
    /// `rated:`: the card was answered in this many days, today included; at least 1.
    RatedInDays(u32, AnswerButton),
    /// `resched:`: the card was given another date by hand in this many days, today included.
    RescheduledInDays(u32),
    /// `prop:`: a property of the card compared with a value.
    Property(Comparison),
    /// `has-cd:`: the card's custom data has this key.
    CustomData(Pattern),
}

/// How the value of a field or a tag is to be matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// As it is, with wildcards.
    Plain(Pattern),
    /// `re:`: by a regular expression.
    Regex(String),
    /// `nc:`: accents aside.
    WithoutAccents(Pattern),
}

/// How `card:` names a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateName {
    /// By its place: 0 for the first, which is written 1.
    Ordinal(u16),
    /// By its name.
    Name(Pattern),
}

/// What `is:` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Never answered.
    New,
    /// Graduated, also while it is relearned.
    Review,
    /// In learning or relearning.
    Learning,
    /// To be answered by now.
    Due,
    /// Put off until tomorrow, by whomever.
    Buried,
    /// Put off until tomorrow by the user.
    BuriedByUser,
    /// Put off until tomorrow because a sibling was shown.
    BuriedByScheduler,
    /// Taken out by the user.
    Suspended,
}

/// Which answers `rated:` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerButton {
    /// All of them.
    Any,
    /// Those with one button, 1 to 4.
    Button(u8),
}

/// A property of a card compared with a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The property, with the value.
    pub property: Property,
    /// How it is compared.
    pub operator: Operator,
}

/// How a property is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A property that `prop:` knows, with the value that it is compared with. Numbers are finite,
/// but for the ease factor's.
#[derive(Debug, Clone, PartialEq)]
pub enum Property {
    /// `due`: days from today.
    DueInDays(i32),
    /// `ivl`: the interval in days.
    IntervalDays(u32),
    /// `reps`: how often the card was answered.
    Reviews(u32),
    /// `lapses`: how often it was forgotten.
    Lapses(u32),
    /// `ease`: what an interval grows by.
    EaseFactor(f32),
    /// `pos`: the position of a new card.
    Position(u32),
    /// `rated`: days from today on which the card was answered; 0 or less.
    RatedOnDay(i32, AnswerButton),
    /// `resched`: days from today on which the card was given another date; 0 or less.
    RescheduledOnDay(i32),
    /// `s`: the stability of its memory, in days.
    Stability(f32),
    /// `d`: the difficulty, 0 to 1.
    Difficulty(f32),
    /// `r`: how likely it is remembered now, 0 to 1.
    Retrievability(f32),
    /// `cdn:`: a number in the custom data.
    CustomNumber {
        /// Letters and digits of ASCII.
        key: String,
        /// The number.
        value: f32,
    },
    /// `cds:`: a text in the custom data.
    CustomText {
        /// Letters and digits of ASCII.
        key: String,
        /// The text as it is written.
        value: String,
    },
}

/// How searches are made into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joiner {
    /// All of them must hold.
    And,
    /// One of them is enough.
    Or,
}

impl Expr {
    /// Searches as one. Those for everything do not count, as if they were not written.
    #[must_use]
    pub fn joined(mut searches: Vec<Self>, joiner: Joiner) -> Self {
        searches.retain(|search| search.kind != ExprKind::All);
        if searches.len() < 2 {
            return searches.pop().unwrap_or_else(|| Self::made(ExprKind::All));
        }
        let mut parts = Vec::with_capacity(searches.len());
        for search in searches {
            match (search.kind, joiner) {
                (ExprKind::And(inner), Joiner::And) | (ExprKind::Or(inner), Joiner::Or) => {
                    parts.extend(inner);
                }
                (kind @ ExprKind::Or(_), Joiner::And) => parts.push(Self::made(kind).grouped()),
                (kind, _) => parts.push(Self::made(kind)),
            }
        }
        Self::made(match joiner {
            Joiner::And => ExprKind::And(parts),
            Joiner::Or => ExprKind::Or(parts),
        })
    }

    /// The opposite of a search.
    #[must_use]
    pub fn negated(self) -> Self {
        let opposite_of = |inner| Self::made(ExprKind::Not(Box::new(inner)));
        match self.kind {
            ExprKind::Not(inner) => *inner,
            ExprKind::And(_) | ExprKind::Or(_) => opposite_of(self.grouped()),
            ExprKind::All => {
                let everything = Term::Deck(Pattern::new("*"));
                opposite_of(Self::made(ExprKind::Term(everything)))
            }
            ExprKind::Group(_) | ExprKind::Term(_) => opposite_of(self),
        }
    }

    fn grouped(self) -> Self {
        Self::made(ExprKind::Group(Box::new(self)))
    }

    /// An expression that stands nowhere yet.
    fn made(kind: ExprKind) -> Self {
        let span = Span::default();
        Self { kind, span }
    }
}

impl Operator {
    /// Every operator, the longer ones before those that they start with.
    pub(crate) const ALL: [Self; 6] = [
        Self::LessOrEqual,
        Self::GreaterOrEqual,
        Self::NotEqual,
        Self::Equal,
        Self::Less,
        Self::Greater,
    ];

    /// The operator as it is written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Property {
    /// The names that `prop:` knows, but for those of custom data; longer ones before those that
    /// they start with.
    pub const NAMES: [&'static str; 11] = [
        "ivl", "due", "reps", "lapses", "ease", "pos", "rated", "resched", "s", "d", "r",
    ];
    /// What stands before the names of numbers and texts in the custom data.
    pub(crate) const CUSTOM: [&'static str; 2] = ["cdn:", "cds:"];
}

impl State {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Review,
        Self::Learning,
        Self::Due,
        Self::Buried,
        Self::BuriedByUser,
        Self::BuriedByScheduler,
        Self::Suspended,
    ];

    /// The state as it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Review => "review",
            Self::Learning => "learn",
            Self::Due => "due",
            Self::Buried => "buried",
            Self::BuriedByUser => "buried-manually",
            Self::BuriedByScheduler => "buried-sibling",
            Self::Suspended => "suspended",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Expr, Joiner};
    use crate::parse;

    fn joined(searches: &[&str], joiner: Joiner) -> Expr {
        let searches = searches.iter().map(|search| parse(search).expect(search));
        Expr::joined(searches.collect(), joiner)
    }

    #[test]
    fn searches_are_joined_without_a_change_of_meaning() {
        let all = |searches: &[&str]| joined(searches, Joiner::And).to_string();
        let any = |searches: &[&str]| joined(searches, Joiner::Or).to_string();
        assert_eq!(all(&["a b", "c or d", "-e"]), "a b (c OR d) -e");
        assert_eq!(
            any(&["a b", "c or d", "(e or f)"]),
            "a b OR c OR d OR (e OR f)"
        );
        assert_eq!(all(&["", "a or b", " "]), "a OR b");
        assert_eq!((all(&[]), any(&[""])), (String::new(), String::new()));
    }

    #[test]
    fn what_is_negated_twice_is_as_before() {
        for (search, opposite) in [
            ("a", "-a"),
            ("a b", "-(a b)"),
            ("(a OR b)", "-(a OR b)"),
            ("deck:*", "-deck:*"),
        ] {
            let negated = joined(&[search], Joiner::And).negated();
            assert_eq!(negated.to_string(), opposite);
            let back = negated.negated().to_string();
            assert!(back == search || back == format!("({search})"), "{back}");
        }
        assert_eq!(joined(&[], Joiner::Or).negated().to_string(), "-deck:*");
    }
}
