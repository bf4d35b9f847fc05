//! Note types and notes made up at random, over all that templates and fields may hold.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom};
use serde::Serialize;

/// A note type with a few notes.
#[derive(Debug, Serialize)]
pub(crate) struct Specimen {
    pub(crate) cloze: bool,
    pub(crate) css: &'static str,
    pub(crate) latex_svg: bool,
    pub(crate) fields: Vec<&'static str>,
    /// Front and back of each template.
    pub(crate) templates: Vec<(String, String)>,
    pub(crate) notes: Vec<SpecimenNote>,
}

#[derive(Debug, Serialize)]
pub(crate) struct SpecimenNote {
    pub(crate) values: Vec<String>,
    pub(crate) tags: Vec<&'static str>,
    pub(crate) deck: &'static str,
    pub(crate) flag: u8,
}

const FIELDS: &[&str] = &[
    "Front", "Back", "A b", "Übung", "日本", "c1", "F1", "hint", "Deck", "front", "x.y",
];
const SPECIALS: &[&str] = &[
    "FrontSide",
    "Tags",
    "Type",
    "Deck",
    "Subdeck",
    "Card",
    "CardFlag",
    "CardID",
    "c1",
    "c2",
];
const FILTERS: &[&str] = &[
    "text",
    "text",
    "hint",
    "type",
    "cloze",
    "cloze",
    "cloze-only",
    "furigana",
    "kana",
    "kanji",
    "nc",
    "type:cloze",
    "type:nc",
    "tts en_US",
    "tts ja_JP voices=A,B speed=1.5 other=x",
    "tts",
    "unknown",
    "",
    "un known",
    "text:furigana",
    "hint:text",
];
const HTML: &[&str] = &[
    "a",
    " ",
    "\n",
    "<br>",
    "<div>x</div>",
    "<hr id=answer>",
    "<b>",
    "</b>",
    "&nbsp;",
    "&lt;",
    "it's",
    "[sound:t.mp3]",
    "[sound:a b&amp;c.ogg]",
    "<!-- {{Front}} -->",
    "<!--",
    "-->",
    "{",
    "}",
    "{{",
    "}}",
    r"\(x\)",
    "[latex]\\alpha<br>&amp;[/latex]",
    "[$]x[/$]",
    "[$$]y[/$$]",
    "[anki:tts lang=en_US voices=V]hi <i>you</i>[/anki:tts]",
    "[anki:play:q:0]",
    "[[type:Front]]",
    "é",
    "<img src=\"a b.jpg\">",
    "::",
    "日本",
];
const VALUES: &[&str] = &[
    "word",
    "Ünï",
    "e\u{301}",
    "日本[にほん]語[ご]",
    " 漢字[かんじ]は",
    "a&nbsp;b[c]",
    "[sound:v.mp3]",
    "漢[sound:x.mp3]",
    "[sound:x&amp;y.mp3]",
    "<b>bold</b>",
    "<br>",
    "<div></div>",
    "<div><br></div>",
    " ",
    "\u{a0}",
    "&nbsp;",
    "&lt;b&gt;",
    "&amp;amp;",
    "&#x20;",
    "it's \"so\"",
    "{{c1::one}}",
    "{{c2::two::hint}}",
    "{{c1::a {{c2::b}} c}}",
    "{{c1,3::multi}}",
    "{{c3::x<i>y</i>::h<b>i</b>}}",
    "{{c1::}}",
    "{{c1::open",
    "}}",
    "{{c0::zero}}",
    "{{c12::far}}",
    "{{Front}}",
    "{{c2::{{c1::deep::h}}::H}}",
    "{{c1::a::b::c}}",
    r"\({{c1::x<i>y</i>}}\)",
    r"\[ {{c2::\frac{1}{2}}} \]",
    "[latex]a &lt; {{c1::b}}[/latex]",
    "[$]x^2[/$]",
    "[$$]<div>z</div>[/$$]",
    "{{c1::image-occlusion:rect:left=.1:top=.25:width=.3:height=.4:oi=1}}",
    "{{c2::image-occlusion:ellipse:left=.5:top=.5:rx=.1:ry=.2}}",
    "{{c0::image-occlusion:text:left=.1:top=.1:text=a\\:b:scale=1}}",
    "<img src=\"a b.jpg\">",
    "<img src=x&amp;y.png alt='q'>",
    "[[type:Back]]",
    "[anki:play:q:7]",
    "[anki:tts lang=de_DE]Text[/anki:tts]",
    "<!-- note -->",
    "<script>alert(1)</script>",
    "<style>b{}</style>",
    "line\nbreak",
    "tab\there",
    "ŁøßŒ",
    "\\",
    "%",
    "0",
    "👍🏽",
    "<",
    ">",
    "&",
    "{{c1::[sound:c.mp3]}}",
    "{{c1::漢字[かんじ]}}",
    "a]b[c",
    "<a href=x>y</a>",
    "{{c1::x}} {{c1::x}}",
    "{{c1::x}} {{c1::y::z}}",
    "<p>p</p>",
    "::",
    "{{",
    "c1::",
    "\u{200f}",
];
const TAGS: &[&str] = &["t", "a::b", "ä", "x'y", "z"];
const DECKS: &[&str] = &["Default", "A::B::C", "Ä & <b>", "A"];

/// An endless source of note types with notes.
pub(crate) struct Specimens {
    rng: StdRng,
}

impl Specimens {
    pub(crate) fn new(rng: StdRng) -> Self {
        Self { rng }
    }

    pub(crate) fn specimen(&mut self, notes: usize) -> Specimen {
        let cloze = self.chance(0.4);
        let count = self.rng.random_range(1..=4);
        let fields: Vec<&str> = FIELDS.iter().copied().sample(&mut self.rng, count);
        let templates = if cloze {
            1
        } else {
            self.rng.random_range(1..=3)
        };
        Specimen {
            cloze,
            css: self.pick(&["", ".card { color: red; }", "</style>&<b>"]),
            latex_svg: self.chance(0.5),
            templates: (0..templates)
                .map(|_| self.template(&fields, cloze))
                .collect(),
            notes: (0..notes).map(|_| self.note(fields.len())).collect(),
            fields,
        }
    }

    fn note(&mut self, fields: usize) -> SpecimenNote {
        SpecimenNote {
            values: (0..fields).map(|_| self.value()).collect(),
            tags: TAGS
                .iter()
                .copied()
                .filter(|_| self.rng.random_bool(0.3))
                .collect(),
            deck: self.pick(DECKS),
            flag: self.rng.random_range(0..=7),
        }
    }

    fn value(&mut self) -> String {
        let count = self.pick(&[0, 1, 1, 2, 3, 4]);
        let pieces: Vec<&str> = (0..count).map(|_| self.pick(VALUES)).collect();
        pieces.join(self.pick(&["", "", " "]))
    }

    fn template(&mut self, fields: &[&'static str], cloze: bool) -> (String, String) {
        let mut front = self.nodes(fields, 0);
        let mut back = self.nodes(fields, 0);
        // Most fronts show something, or nobody would have made them.
        if cloze {
            front.push_str(&self.around(fields, "cloze:"));
            back.push_str(&self.around(fields, "cloze:"));
        } else if self.chance(0.8) {
            front.push_str(&self.around(fields, ""));
        }
        if self.chance(0.6) {
            back.insert_str(0, "{{FrontSide}}");
        }
        (self.delimited(front), self.delimited(back))
    }

    fn around(&mut self, fields: &[&'static str], filter: &str) -> String {
        format!("{{{{{filter}{}}}}}", self.pick(fields))
    }

    fn nodes(&mut self, fields: &[&'static str], depth: usize) -> String {
        let count = self.rng.random_range(0..=4);
        (0..count).map(|_| self.node(fields, depth)).collect()
    }

    fn node(&mut self, fields: &[&'static str], depth: usize) -> String {
        match self.rng.random_range(0..100) {
            0..=34 => self.pick(HTML).to_owned(),
            35..=79 => self.replacement(fields),
            80..=97 if depth < 4 => {
                let mark = self.pick(&["#", "#", "^"]);
                let field = if self.chance(0.15) {
                    self.pick(&["c1", "c2", "Tags", "Deck", "CardFlag"])
                } else {
                    self.pick(fields)
                };
                let inner = self.nodes(fields, depth + 1);
                format!("{{{{{mark}{field}}}}}{inner}{{{{/{field}}}}}")
            }
            98 => self
                .pick(&["{{#Front}}", "{{/Front}}", "{{Nope}}", "{{text:Nope}}"])
                .to_owned(),
            _ => self
                .pick(&["{{text:}}", "{{hint:}}", "{{cloze:}}", "{{}}"])
                .to_owned(),
        }
    }

    fn replacement(&mut self, fields: &[&'static str]) -> String {
        let field = if self.chance(0.25) {
            self.pick(SPECIALS)
        } else {
            self.pick(fields)
        };
        let mut name = field.to_owned();
        for _ in 0..self.pick(&[0, 0, 0, 1, 1, 2, 3]) {
            name = format!("{}:{name}", self.pick(FILTERS));
        }
        match self.rng.random_range(0..10) {
            0 => format!("{{{{ {name} }}}}"),
            1 => format!("{{{{{{{name}}}}}}}"),
            _ => format!("{{{{{name}}}}}"),
        }
    }

    /// Some templates have other delimiters.
    fn delimited(&mut self, template: String) -> String {
        if self.chance(0.04) {
            let template = template.replace("{{", "<%").replace("}}", "%>");
            return format!("{{{{=<% %>=}}}}{template}");
        }
        template
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
