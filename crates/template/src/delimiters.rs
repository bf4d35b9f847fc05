//! Pairs of marks in text.

/// A pair of marks, and how many bytes before the end of a text the last closing one stands:
/// with it, marks that nothing closes are told without another search.
pub(crate) struct Delimiters {
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    last_close: Option<usize>,
}

impl Delimiters {
    pub(crate) fn new(open: &'static str, close: &'static str, text: &str) -> Self {
        let last_close = text.rfind(close).map(|index| text.len() - index);
        Self {
            open,
            close,
            last_close,
        }
    }

    /// What stands between the marks at the start of the text, and what follows.
    pub(crate) fn split<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let inside = text.strip_prefix(self.open)?;
        if inside.len() < self.last_close? {
            return None;
        }
        inside.split_once(self.close)
    }

    /// The same, for marks that have at least one character between them, without what follows.
    pub(crate) fn split_filled<'a>(&self, text: &'a str) -> Option<&'a str> {
        let inside = text.strip_prefix(self.open)?;
        if inside.len() < self.last_close? {
            return None;
        }
        let (_, after_first) = inside.split_at(inside.chars().next()?.len_utf8());
        let end = inside.len() - after_first.len() + after_first.find(self.close)?;
        Some(inside.split_at(end).0)
    }
}
