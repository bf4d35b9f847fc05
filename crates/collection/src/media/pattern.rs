//! Patterns of file names, as Python's `glob` and `fnmatch` read them.
//!
//! ```text
//! pattern = { "*" | "?" | set | character }
//! set     = "[" , [ "!" ] , member , { member } , "]"     (a "]" that comes first is a member)
//! member  = character , "-" , character | character
//! ```
//! A `[` without its `]` stands for itself. There is no escape character.

/// A pattern that names are matched with.
#[derive(Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
    shows_hidden: bool,
}

#[derive(Debug)]
enum Part {
    /// Any characters, or none.
    Run,
    /// Any one character.
    Any,
    Character(char),
    Set {
        negated: bool,
        members: Vec<(char, char)>,
    },
}

impl Pattern {
    /// Reads `text`, or returns `None` where it is a plain name without anything to match.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if !text.contains(['*', '?', '[']) {
            return None;
        }
        let characters: Vec<char> = folded(text).chars().collect();
        let mut rest = characters.as_slice();
        let mut parts = Vec::new();
        while let Some((first, after)) = rest.split_first() {
            let set = if *first == '[' {
                parse_set(after)
            } else {
                None
            };
            rest = set.as_ref().map_or(after, |(_, after)| *after);
            parts.push(match (first, set) {
                (_, Some((set, _))) => set,
                ('*', None) => Part::Run,
                ('?', None) => Part::Any,
                (character, None) => Part::Character(*character),
            });
        }
        Some(Self {
            parts,
            shows_hidden: text.starts_with('.'),
        })
    }

    /// Whether the whole of `name` fits. A name with a leading dot needs a pattern with a leading dot.
    pub(super) fn matches(&self, name: &str) -> bool {
        if name.starts_with('.') && !self.shows_hidden {
            return false;
        }
        let name: Vec<char> = folded(name).chars().collect();
        let (mut part, mut position) = (0, 0);
        // Where to go on when the characters after the last run do not fit: let the run take one more.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            match (self.parts.get(part), name.get(position)) {
                (None, None) => return true,
                (Some(Part::Run), _) => {
                    part += 1;
                    retry = Some((part, position));
                    continue;
                }
                (Some(single), Some(character)) if single.fits(*character) => {
                    part += 1;
                    position += 1;
                    continue;
                }
                _ => {}
            }
            match retry {
                Some((after_run, taken)) if taken < name.len() => {
                    (part, position) = (after_run, taken + 1);
                    retry = Some((after_run, taken + 1));
                }
                _ => return false,
            }
        }
    }
}

impl Part {
    fn fits(&self, character: char) -> bool {
        match self {
            Self::Run => false,
            Self::Any => true,
            Self::Character(expected) => *expected == character,
            Self::Set { negated, members } => {
                let found = members
                    .iter()
                    .any(|(low, high)| (*low..=*high).contains(&character));
                found != *negated
            }
        }
    }
}

/// The set whose `[` has just been read and what follows it, or `None` where it is not closed.
fn parse_set(text: &[char]) -> Option<(Part, &[char])> {
    let (negated, text) = match text.split_first() {
        Some(('!', after)) => (true, after),
        _ => (false, text),
    };
    // The first character is a member even if it is a bracket.
    let end = 1 + text
        .iter()
        .skip(1)
        .position(|character| *character == ']')?;
    let (mut body, after) = (text.get(..end)?, text.get(end + 1..)?);
    let mut members = Vec::new();
    loop {
        match body {
            [] => return Some((Part::Set { negated, members }, after)),
            // Of a range that runs backwards neither end counts.
            [low, '-', high, following @ ..] => {
                if low <= high {
                    members.push((*low, *high));
                }
                body = following;
            }
            [single, following @ ..] => {
                members.push((*single, *single));
                body = following;
            }
        }
    }
}

/// `text` as the platform compares file names.
fn folded(text: &str) -> String {
    if cfg!(windows) {
        text.to_lowercase()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, name: &str, expected: bool) {
        let parsed = Pattern::parse(pattern).expect("the pattern has a wildcard");
        assert_eq!(parsed.matches(name), expected, "{pattern:?} on {name:?}");
    }

    #[test]
    fn plain_names_are_no_patterns() {
        for plain in ["", "a.txt", "]", "!a", "-", "a\\b", ".hidden"] {
            assert!(Pattern::parse(plain).is_none(), "{plain:?}");
        }
    }

    #[test]
    fn runs_and_single_characters() {
        for (pattern, name, expected) in [
            ("*", "a.txt", true),
            ("*", "", true),
            ("**", "a", true),
            ("_hell*.txt", "_hello.txt", true),
            ("_hell*.txt", "_hello.gif", false),
            ("from-???.gif", "from-url.gif", true),
            ("from-???.gif", "from-日本x.gif", true),
            ("from-???.gif", "from-ur.gif", false),
            ("*a*b*c", "aXbXbc", true),
            ("*a*b*c", "aXbXbd", false),
            ("a*", "ba", false),
            ("*\n*", "a\nb", true),
            ("*.JPG", "a.jpg", cfg!(windows)),
            (r"\*", "*", false),
            (r"\*", r"\x", true),
        ] {
            check(pattern, name, expected);
        }
    }

    #[test]
    fn hidden_files_need_a_dot() {
        for (pattern, name, expected) in [
            ("*", ".hidden", false),
            ("?hidden", ".hidden", false),
            ("[.]hidden", ".hidden", false),
            (".*", ".hidden", true),
            (".*", "shown", false),
        ] {
            check(pattern, name, expected);
        }
    }

    #[test]
    fn sets() {
        for (pattern, name, expected) in [
            ("[_f]*.[tg]*", "from-path.txt", true),
            ("[abc]", "b", true),
            ("[!abc]", "b", false),
            ("[!abc]", "d", true),
            ("[^a]", "^", true),
            ("[^a]", "b", false),
            ("[a-c]", "b", true),
            ("[a-c]", "-", false),
            ("[a-c-e]", "d", false),
            ("[a-c-e]", "-", true),
            ("[a-c-e]", "e", true),
            ("[a-]", "-", true),
            ("[-a]", "-", true),
            ("[--a]", "A", true),
            ("[c-a]", "b", false),
            ("[c-a]", "c", false),
            ("[!c-a]", "b", true),
            ("[xc-ay]", "y", true),
            ("[]]", "]", true),
            ("[]a]", "a", true),
            ("[!]]", "]", false),
            ("[!]]", "a", true),
            ("[a", "[a", true),
            ("[!]", "[!]", true),
            ("[]", "[]", true),
            ("[]-a]", "^", true),
            ("[a][b]", "ab", true),
            ("[*]", "*", true),
            ("[*]", "a", false),
            (r"[\a]", r"\", true),
            ("[a&&b]", "&", true),
        ] {
            check(pattern, name, expected);
        }
    }

    #[test]
    fn many_runs_stay_fast() {
        let pattern = "*a".repeat(50) + "b";
        check(&pattern, &"a".repeat(5000), false);
    }
}
