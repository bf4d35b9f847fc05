//! Searches made up from the grammar, mostly valid, over words that the collection knows.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde::Deserialize;

/// What the collection holds.
#[derive(Debug, Deserialize)]
pub(crate) struct Known {
    notes: Vec<i64>,
    cards: Vec<i64>,
    decks: Vec<i64>,
    notetypes: Vec<i64>,
    deck_names: Vec<String>,
    texts: Vec<String>,
    tags: Vec<String>,
}

/// An endless source of searches.
pub(crate) struct Queries {
    rng: StdRng,
    known: Known,
}

const FIELDS: &[&str] = &[
    "Front",
    "front",
    "Back",
    "Fro*",
    "f*",
    "*",
    "_*",
    "*_",
    "F_ont",
    "Middle",
    "front back",
    "Übung",
    "übung",
    r"x\*y",
    "x*y",
    r"a\:b",
    "Text",
    "Extra",
    "nope",
    "*t*",
    "Vorne",
    "Note",
    r"_\*y",
    "Back Extra",
];
const NOTETYPES: &[&str] = &[
    "Basic",
    "basic",
    "Basic*",
    "b*",
    "Many",
    r"Änder\*ung",
    "änder*",
    "basic_2",
    r"basic\_2",
    "nope",
    "Cloze",
    "*",
    "Hidden",
    "Basic (and reversed card)",
    "",
];
const TEMPLATES: &[&str] = &[
    "1", "2", "3", "0", "Card 1", "card 1", "card*", "Second", "Card_3", r"Card\_3", "Karte*",
    "Cloze", "nope", "99999", "*",
];
const REGEXES: &[&str] = &[
    "^a",
    "e$",
    r"\bone\b",
    "a.b",
    "(apple|two)",
    "ä",
    "Ä",
    r"^\s*$",
    ".",
    "x{2}",
    r"\d+",
    "(?-i)A",
    "^$",
    r"\x1f",
    "a*",
    r"\w+\s\w+",
    "σ",
    "straSSe",
    r"50%",
    "b\\\\s",
    r"\p{Han}",
    "k",
];
const STATES: &[&str] = &[
    "new",
    "learn",
    "review",
    "due",
    "suspended",
    "buried",
    "buried-manually",
    "buried-sibling",
];
const OPERATORS: &[&str] = &["=", "!=", "<", ">", "<=", ">="];

impl Queries {
    pub(crate) fn new(rng: StdRng, known: Known) -> Self {
        Self { rng, known }
    }

    /// Whether to search for notes, and the search.
    pub(crate) fn search(&mut self) -> (bool, String) {
        let for_notes = self.chance(0.5);
        if self.chance(0.01) {
            // Joined to others, it depends on SQLite whether these are ever compiled.
            let source = self.pick(&["[", "(", "^(?:", "a{2,1}", r"\q", r"\w{9999}", "(?=a)"]);
            let key = self.pick(&["re", "tag:re", "*:re", "front:re"]);
            return (for_notes, format!("\"{key}:{source}\""));
        }
        let terms = self.rng.random_range(1..=4);
        (for_notes, self.sequence(terms, 0))
    }

    fn sequence(&mut self, terms: usize, depth: usize) -> String {
        let mut search = self.item(depth);
        for _ in 1..terms {
            search.push_str(self.pick(&[
                " ", " ", " ", "  ", " and ", " or ", " OR ", "\u{3000}", "or ",
            ]));
            search.push_str(&self.item(depth));
        }
        search
    }

    fn item(&mut self, depth: usize) -> String {
        let minus = if self.chance(0.25) { "-" } else { "" };
        if depth < 3 && self.chance(0.2) {
            let terms = self.rng.random_range(1..=3);
            let inner = self.sequence(terms, depth + 1);
            return format!("{minus}({inner})");
        }
        format!("{minus}{}", self.term())
    }

    fn term(&mut self) -> String {
        match self.rng.random_range(0..41) {
            0..=7 => {
                let text = self.text();
                self.written(None, &text)
            }
            8..=13 => {
                let name = self.pick(FIELDS);
                let value = self.field_value();
                self.written(Some(name), &value)
            }
            14 => self.regex_of("re"),
            15..=17 => {
                let key = self.pick(&["nc", "sc", "w", "w", "NC"]);
                let text = self.text();
                self.written(Some(key), &text)
            }
            18..=20 => self.tag(),
            21..=22 => self.deck(),
            23 => {
                let (key, names) = self.pick(&[("note", NOTETYPES), ("card", TEMPLATES)]);
                let name = self.pick(names);
                self.written(Some(key), name)
            }
            24 => {
                let names = ["Default", "special options", "Ä preset", "nope", "D*", ""];
                let name = self.pick(&names);
                self.written(Some("preset"), name)
            }
            25..=26 => format!("is:{}", self.pick(STATES)),
            27 => format!("flag:{}", self.rng.random_range(0..=7)),
            28..=31 => self.property(),
            32..=34 => self.days(),
            35..=37 => self.ids(),
            38..=39 => format!("has-cd:{}", self.pick(&["v", "n", "b", "x", "V"])),
            _ => self.noise(),
        }
    }

    fn field_value(&mut self) -> String {
        match self.rng.random_range(0..10) {
            0 => String::new(),
            1 => (self.pick(&["*", "_*", "*_", "_", "**", "*_*"])).to_owned(),
            2 => format!("re:{}", self.pick(REGEXES)),
            3 => format!("nc:{}", self.text()),
            4 => self.stored_text(),
            _ => self.text(),
        }
    }

    fn tag(&mut self) -> String {
        let value = match self.rng.random_range(0..8) {
            0 => (self.pick(&["none", "*", "", "_", "t*", "nc:none", "*::*", "a b", "nc:*"]))
                .to_owned(),
            1 => return self.regex_of("tag:re"),
            2 => {
                let tag = self.known_tag();
                format!("nc:{tag}")
            }
            _ => self.known_tag(),
        };
        self.written(Some("tag"), &value)
    }

    fn known_tag(&mut self) -> String {
        let tag = self
            .known
            .tags
            .choose(&mut self.rng)
            .cloned()
            .unwrap_or_default();
        let tag = escaped(&tag);
        self.mangled(&tag)
    }

    fn deck(&mut self) -> String {
        let name = if self.chance(0.3) {
            (self.pick(&[
                "current", "filtered", "*", "", "D*", "*sub", "d::*", "::", "D::", " D ", "d_",
                "Current", "*a*",
            ]))
            .to_owned()
        } else {
            let name = self
                .known
                .deck_names
                .choose(&mut self.rng)
                .cloned()
                .unwrap_or_default();
            let name = escaped(&name);
            self.mangled(&name)
        };
        self.written(Some("deck"), &name)
    }

    fn property(&mut self) -> String {
        let operator = self.pick(OPERATORS);
        let number = self.rng.random_range(-7..=12);
        let natural = self.rng.random_range(0..=9);
        let share = f64::from(self.rng.random_range(0..=40)) / 40.0;
        match self.rng.random_range(0..16) {
            0..=3 => format!("prop:due{operator}{number}"),
            4 => format!("prop:ivl{operator}{natural}"),
            5 => format!("prop:reps{operator}{natural}"),
            6 => format!("prop:lapses{operator}{natural}"),
            7 => format!(
                "prop:ease{operator}{}",
                self.pick(&["2.5", "1.8", "2.499", "0", "nan", "-1", "1e3"])
            ),
            8 => format!("prop:pos{operator}{natural}"),
            9 => format!("prop:rated{operator}{}", -natural),
            10 => format!(
                "prop:rated{operator}{}:{}",
                -natural,
                self.rng.random_range(1..=5)
            ),
            11 => format!("prop:resched{operator}{}", -natural),
            12 => format!(
                "prop:s{operator}{}",
                self.pick(&["1", "3.5", "20", "0.1", "x", "inf"])
            ),
            13 => format!("prop:d{operator}{share}"),
            14 => format!("prop:r{operator}{share}"),
            _ => {
                let clause = self.pick(&[
                    "cdn:v=1",
                    "cdn:n>2",
                    "cdn:n<=2.5",
                    "cdn:n!=-3",
                    "cds:v=x",
                    "cds:v!=x",
                    "cds:v>a",
                    "cds:v=X'y",
                    "cdn:b=1",
                    "cds:b=true",
                    "cds:v=null",
                    "cdn:=1",
                    "cds:v",
                    "foo=1",
                    "ivl",
                    "due=2147483647",
                    "due<2147483647",
                ]);
                format!("prop:{clause}")
            }
        }
    }

    fn days(&mut self) -> String {
        let days = self.pick(&["0", "1", "1", "2", "3", "7", "30", "365", "500"]);
        match self.rng.random_range(0..8) {
            0 => format!("added:{days}"),
            1 => format!("edited:{days}"),
            2 => format!("introduced:{days}"),
            3 => format!("resched:{days}"),
            4 => format!("rated:{days}:{}", self.rng.random_range(1..=4)),
            _ => format!("rated:{days}"),
        }
    }

    fn ids(&mut self) -> String {
        let (key, ids) = match self.rng.random_range(0..5) {
            0 => ("nid", &self.known.notes),
            1 => ("cid", &self.known.cards),
            2 => ("did", &self.known.decks),
            3 => {
                let mid = self
                    .known
                    .notetypes
                    .choose(&mut self.rng)
                    .copied()
                    .unwrap_or_default();
                return format!("mid:{mid}");
            }
            _ => return self.duplicate(),
        };
        let count = self.rng.random_range(1..=12);
        let mut listed: Vec<String> = (0..count)
            .filter_map(|_| ids.choose(&mut self.rng).map(ToString::to_string))
            .collect();
        if self.chance(0.1) {
            listed.push((self.pick(&["0", "99999999999999999999", "", "x", "007"])).to_owned());
        }
        format!("{key}:{}", listed.join(","))
    }

    fn duplicate(&mut self) -> String {
        let mid = self
            .known
            .notetypes
            .choose(&mut self.rng)
            .copied()
            .unwrap_or_default();
        let text = self
            .known
            .texts
            .choose(&mut self.rng)
            .cloned()
            .unwrap_or_default();
        let text = text.replace('\\', r"\\").replace('"', "\\\"");
        format!("\"dupe:{mid},{text}\"")
    }

    /// A part of a text that notes hold, or two of them, with wildcards put in.
    fn text(&mut self) -> String {
        let text = self
            .known
            .texts
            .choose(&mut self.rng)
            .cloned()
            .unwrap_or_default();
        let letters: Vec<char> = text.chars().collect();
        let start = self.rng.random_range(0..=letters.len() / 2);
        let end = self.rng.random_range(start..=letters.len());
        let part: String = letters.get(start..end).unwrap_or_default().iter().collect();
        let part = escaped(&part);
        self.mangled(&part)
    }

    /// A whole text that notes hold.
    fn stored_text(&mut self) -> String {
        let text = self
            .known
            .texts
            .choose(&mut self.rng)
            .cloned()
            .unwrap_or_default();
        escaped(&text)
    }

    /// The text with wildcards put in, or in another case.
    fn mangled(&mut self, text: &str) -> String {
        match self.rng.random_range(0..8) {
            0 => format!("{text}*"),
            1 => format!("*{text}"),
            2 => text.to_uppercase(),
            3 => text.to_lowercase(),
            4 => text.replacen(['a', 'e', 'p'], "_", 1),
            5 => text.replacen(['a', 'e', 'p'], "*", 1),
            6 => format!("*{text}*"),
            _ => text.to_owned(),
        }
    }

    fn regex_of(&mut self, key: &str) -> String {
        let source = self.pick(REGEXES);
        format!("\"{key}:{}\"", source.replace('"', "\\\""))
    }

    /// A term, with quotes where they are needed, or in spite of it.
    fn written(&mut self, key: Option<&str>, value: &str) -> String {
        let text = match key {
            Some(key) => format!("{key}:{value}"),
            None => value.replace(':', r"\:"),
        };
        let needs_quotes =
            text.is_empty() || text.contains([' ', '(', ')', '\u{3000}', '\t', '\n']);
        if needs_quotes || self.chance(0.2) {
            match key {
                Some(key) if self.chance(0.5) && !key.contains(' ') => format!("{key}:\"{value}\""),
                _ => format!("\"{text}\""),
            }
        } else {
            text
        }
    }

    /// What is mostly an error.
    fn noise(&mut self) -> String {
        const PIECES: &[&str] = &[
            "a", "\"", "(", ")", ":", "\\", "*", "_", "-", "and", "or", " ", "re:", "nid:", "x y",
            "\\q", "%", "b",
        ];
        let count = self.rng.random_range(1..=5);
        (0..count).map(|_| self.pick(PIECES)).collect()
    }

    fn chance(&mut self, share: f64) -> bool {
        self.rng.random_bool(share)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        *from
            .choose(&mut self.rng)
            .expect("the lists here are not empty")
    }
}

/// The text with a backslash before all that means something to the parser or is a wildcard.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\\"*_".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
