//! Sounds, videos and speech in a rendered side: `[sound:a.mp3]` and `[anki:tts lang=en_US]text[/anki:tts]`.
//!
//! ```text
//! sound     = "[sound:" name "]"
//! directive = "[anki:" name { option } "]" any "[/anki:" name "]"
//! option    = key "=" ( value | '"' any '"' )         space between options
//! ```

use std::collections::HashMap;

use crate::Side;
use crate::delimiters::Delimiters;
use crate::text::{decode_entities, strip_html_for_speech};

#[cfg(test)]
mod tests;

/// What stands for a hidden cloze when it is spoken.
const SPOKEN_BLANK: &str = "blank";
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];
const DIRECTIVE_END: &str = "[/anki:";
/// Longer names and more options are not read, so that hostile text takes no time.
const MAX_NAME_LENGTH: usize = 64;
const MAX_OPTIONS: usize = 32;

/// Something to play.
#[derive(Debug, Clone, PartialEq)]
pub enum AvTag {
    /// A file in the media folder.
    SoundOrVideo {
        /// Its name; folders before it in the tag are dropped.
        file_name: String,
    },
    /// Text to be spoken.
    Speech {
        /// The text, without HTML.
        text: String,
        /// The language, as `en_US`; not checked.
        language: String,
        /// The voices to choose from, in order of preference.
        voices: Vec<String>,
        /// How fast to speak; 1 is normal.
        speed: f32,
        /// Further options, as `key=value`.
        other_options: Vec<String>,
    },
}

/// Writes out all that can be played: the names of files, and what is spoken.
pub(crate) fn in_words(text: &str) -> String {
    let ends = DirectiveEnds::new(text);
    let sounds = Delimiters::new("[sound:", "]", text);
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(bracket) = rest.find('[') {
        let (before, at) = rest.split_at(bracket);
        words.push_str(before);
        if let Some((name, after)) = sounds.split(at).filter(|(name, _)| !name.is_empty()) {
            words.extend(["\u{1f509}", name, "\u{1f509}"]);
            rest = after;
        } else if let Some((directive, after)) = Directive::split(at, &ends) {
            match directive.name {
                "tts" => words.extend(["\u{1f4ac}", directive.content, "\u{1f4ac}"]),
                _ => words.push_str(&directive.normalised()),
            }
            rest = after;
        } else {
            words.push('[');
            rest = at.split_at(1).1;
        }
    }
    words.push_str(rest);
    words
}

/// Replaces all that can be played by tags like `[anki:play:q:0]`, and lists it in their order.
pub(crate) fn extract_av_tags(text: &str, side: Side) -> (String, Vec<AvTag>) {
    let ends = DirectiveEnds::new(text);
    let sounds = Delimiters::new("[sound:", "]", text);
    let mut extracted = Extracted {
        text: String::with_capacity(text.len()),
        tags: Vec::new(),
        side,
    };
    let mut rest = text;
    while let Some(bracket) = rest.find('[') {
        let (before, at) = rest.split_at(bracket);
        extracted.text.push_str(before);
        if let Some((name, after)) = sounds.split(at).filter(|(name, _)| !name.is_empty()) {
            let name = decode_entities(name);
            let file_name = name.rsplit('/').next().unwrap_or_default().to_owned();
            extracted.play(AvTag::SoundOrVideo { file_name });
            rest = after;
        } else if let Some((directive, after)) = Directive::split(at, &ends) {
            extracted.write(directive);
            rest = after;
        } else {
            extracted.text.push('[');
            rest = at.split_at(1).1;
        }
    }
    extracted.text.push_str(rest);
    (extracted.text, extracted.tags)
}

struct Extracted {
    text: String,
    tags: Vec<AvTag>,
    side: Side,
}

impl Extracted {
    fn play(&mut self, tag: AvTag) {
        let side = match self.side {
            Side::Question => 'q',
            Side::Answer => 'a',
        };
        self.text
            .push_str(&format!("[anki:play:{side}:{}]", self.tags.len()));
        self.tags.push(tag);
    }

    fn write(&mut self, directive: Directive<'_>) {
        if directive.name != "tts" {
            self.text.push_str(&directive.normalised());
            return;
        }
        let language = directive.option("lang").unwrap_or_default();
        if language.is_empty() {
            self.text.push_str(
                "[Error in directive '\u{2068}anki:tts\u{2069}': \u{2068}'\u{2068}lang\u{2069}' not set\u{2069}]",
            );
            return;
        }
        self.play(directive.speech(language));
    }
}

/// Where the last end of each directive stands, counted from the end of the text, by name.
struct DirectiveEnds<'a>(HashMap<&'a str, usize>);

impl<'a> DirectiveEnds<'a> {
    fn new(text: &'a str) -> Self {
        let ends = text.match_indices(DIRECTIVE_END).filter_map(|(index, _)| {
            let end = text.split_at(index).1;
            let (name, rest) = split_name(end.strip_prefix(DIRECTIVE_END)?)?;
            rest.starts_with(']').then_some((name, end.len()))
        });
        Self(ends.collect())
    }
}

struct Directive<'a> {
    name: &'a str,
    /// In order of appearance; of several with one key, the last holds.
    options: Vec<(&'a str, &'a str)>,
    content: &'a str,
}

impl<'a> Directive<'a> {
    /// The directive at the start of the text, and what follows it.
    fn split(text: &'a str, ends: &DirectiveEnds<'_>) -> Option<(Self, &'a str)> {
        let rest = text.strip_prefix("[anki:")?;
        let (name, rest) = split_name(rest)?;
        let last_end = ends.0.get(name).filter(|_| !name.is_empty())?;
        let (options, rest) = split_options(rest.trim_start_matches(SPACE));
        let rest = rest.strip_prefix(']')?;
        if rest.len() < *last_end {
            return None;
        }
        let (content, after) = rest.split_once(&format!("{DIRECTIVE_END}{name}]"))?;
        Some((
            Self {
                name,
                options,
                content,
            },
            after,
        ))
    }

    fn option(&self, key: &str) -> Option<&'a str> {
        self.options
            .iter()
            .rev()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| *value)
    }

    /// Each key once, with its last value.
    fn distinct_options(&self) -> Vec<(&'a str, &'a str)> {
        let mut distinct: Vec<(&str, &str)> = Vec::new();
        for (key, value) in &self.options {
            match distinct.iter_mut().find(|(known, _)| known == key) {
                Some(known) => known.1 = value,
                None => distinct.push((key, value)),
            }
        }
        distinct
    }

    fn normalised(&self) -> String {
        let Self { name, content, .. } = self;
        let mut options = String::new();
        for (key, value) in self.distinct_options() {
            let quote = if value.contains([']', ' ', '\t', '\r', '\n']) {
                "\""
            } else {
                ""
            };
            options.push_str(&format!(" {key}={quote}{value}{quote}"));
        }
        format!("[anki:{name}{options}]{content}{DIRECTIVE_END}{name}]")
    }

    fn speech(&self, language: &str) -> AvTag {
        let blank = self.option("cloze_blank").unwrap_or(SPOKEN_BLANK);
        let voices = self
            .option("voices")
            .map(|voices| voices.split(',').map(str::to_owned).collect());
        let is_other =
            |(key, _): &(&str, &str)| !matches!(*key, "lang" | "voices" | "speed" | "cloze_blank");
        let others = self.distinct_options().into_iter().filter(is_other);
        AvTag::Speech {
            text: strip_html_for_speech(self.content).replace("[...]", blank),
            language: language.to_owned(),
            voices: voices.unwrap_or_default(),
            speed: self
                .option("speed")
                .and_then(|speed| speed.parse().ok())
                .unwrap_or(1.0),
            other_options: others
                .map(|(key, value)| format!("{key}={value}"))
                .collect(),
        }
    }
}

/// A directive's name, and what follows it: its end or a space.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let mut letters = text.char_indices().take(MAX_NAME_LENGTH + 1);
    let (length, _) = letters.find(|(_, letter)| *letter == ']' || SPACE.contains(letter))?;
    Some(text.split_at(length))
}

fn split_options(text: &str) -> (Vec<(&str, &str)>, &str) {
    let mut options = Vec::new();
    let mut rest = text;
    while let Some((key, value, after)) = split_option(rest)
        && options.len() < MAX_OPTIONS
    {
        options.push((key, value));
        rest = after.trim_start_matches(SPACE);
    }
    (options, rest)
}

fn split_option(text: &str) -> Option<(&str, &str, &str)> {
    let ends_key = |letter| matches!(letter, ']' | '=') || SPACE.contains(&letter);
    let (key, rest) = split_before(text, ends_key);
    let value = rest.strip_prefix('=').filter(|_| !key.is_empty())?;
    if let Some((value, after)) = value
        .strip_prefix('"')
        .and_then(|quoted| quoted.split_once('"'))
    {
        return Some((key, value, after));
    }
    let ends_value = |letter| matches!(letter, ']' | '"') || SPACE.contains(&letter);
    let (value, after) = split_before(value, ends_value);
    Some((key, value, after))
}

fn split_before(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}
