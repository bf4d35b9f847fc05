//! Removal of tags, comments, style sheets and scripts, in time linear in the text.

use std::borrow::Cow;

/// The text without tags, comments, style sheets and scripts; entities stay as they are.
///
/// A `<` with no `>` after it is text.
#[must_use]
pub fn strip_tags(html: &str) -> Cow<'_, str> {
    let Some((mut before, mut tag)) = html.split_once('<') else {
        return Cow::Borrowed(html);
    };
    let mut ends = ElementEnds::default();
    let mut stripped = String::with_capacity(html.len());
    loop {
        stripped.push_str(before);
        let Some(rest) = ends.after_element(tag) else {
            stripped.push('<');
            stripped.push_str(tag);
            return Cow::Owned(stripped);
        };
        match rest.split_once('<') {
            Some((text, next)) => (before, tag) = (text, next),
            None => {
                stripped.push_str(rest);
                return Cow::Owned(stripped);
            }
        }
    }
}

/// The text after a word at its start, in any case; as everywhere in Unicode, `ſ` is an `s`.
pub(super) fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for letter in word.chars() {
        let found = rest.next()?;
        let folded = if found == 'ſ' {
            's'
        } else {
            found.to_ascii_lowercase()
        };
        if folded != letter {
            return None;
        }
    }
    Some(rest.as_str())
}

/// Remembers which ends were sought in vain, so that no text is searched twice for the same.
#[derive(Default)]
struct ElementEnds {
    no_comment: bool,
    no_style: bool,
    no_script: bool,
}

impl ElementEnds {
    /// What follows the element whose text after `<` is given; `None` if nothing closes it.
    fn after_element<'a>(&mut self, tag: &'a str) -> Option<&'a str> {
        if let Some(comment) = tag.strip_prefix("!--").filter(|_| !self.no_comment) {
            match comment.split_once("-->") {
                Some((_, rest)) => return Some(rest),
                None => self.no_comment = true,
            }
        }
        let wrapped = after_wrapped(tag, "style", &mut self.no_style)
            .or_else(|| after_wrapped(tag, "script", &mut self.no_script));
        wrapped.or_else(|| tag.split_once('>').map(|(_, rest)| rest))
    }
}

/// What follows the closing tag of an element whose content is removed with it.
fn after_wrapped<'a>(tag: &'a str, name: &str, no_end: &mut bool) -> Option<&'a str> {
    if *no_end {
        return None;
    }
    let (_, mut content) = strip_word(tag, name)?.split_once('>')?;
    while let Some((_, closing)) = content.split_once("</") {
        let rest = strip_word(closing, name).and_then(|end| end.strip_prefix('>'));
        if rest.is_some() {
            return rest;
        }
        content = closing;
    }
    *no_end = true;
    None
}
