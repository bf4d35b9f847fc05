//! The template language: text with replacements, sections and comments.
//!
//! ```text
//! template    = [ "{{=<% %>=}}" ] { tag | comment | text }
//! tag         = "{{" inside "}}"              the first "}}" ends it; "<%" and "%>" after the directive
//! inside      = "#" name | "^" name | "/" name | { filter ":" } name
//! comment     = "<!--" any "-->"              kept as it is, tags in it are text
//! ```
//!
//! Spaces around `inside` and further `{` before it are dropped. Unclosed tags and comments are text.

use std::fmt;

use crate::TemplateError;
use crate::delimiters::Delimiters;

#[cfg(test)]
mod tests;

/// How deep sections may be nested.
const MAX_DEPTH: usize = 256;
const OTHER_DELIMITERS: &str = "{{=<% %>=}}";

/// A template, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedTemplate {
    pub(crate) nodes: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Text(String),
    /// What stands between the marks of a comment.
    Comment(String),
    Replacement {
        field: String,
        /// In the order in which they are applied, which is the reverse of the written one.
        filters: Vec<String>,
    },
    Section {
        field: String,
        /// Whether the section is for an empty field.
        negated: bool,
        children: Vec<Node>,
    },
}

impl ParsedTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// Sections that are not nested properly, or too deep.
    pub fn parse(template: &str) -> Result<Self, TemplateError> {
        let mut nodes = Vec::new();
        let mut open: Vec<OpenSection<'_>> = Vec::new();
        for token in Lexer::new(template) {
            match token {
                Token::Text(text) => nodes.push(Node::Text(text.to_owned())),
                Token::Comment(text) => nodes.push(Node::Comment(text.to_owned())),
                Token::Tag(tag) => match Tag::classify(tag) {
                    Tag::Replacement(tag) => nodes.push(Node::replacement(tag)),
                    Tag::Open { field, negated } => {
                        if open.len() == MAX_DEPTH {
                            return Err(TemplateError::TooDeep(MAX_DEPTH));
                        }
                        let before = std::mem::take(&mut nodes);
                        open.push(OpenSection {
                            field,
                            negated,
                            before,
                        });
                    }
                    Tag::Close(field) => match open.pop() {
                        Some(section) if section.field == field => {
                            let children = std::mem::replace(&mut nodes, section.before);
                            let (field, negated) = (field.to_owned(), section.negated);
                            nodes.push(Node::Section {
                                field,
                                negated,
                                children,
                            });
                        }
                        section => return Err(wrongly_closed(field, section.as_ref())),
                    },
                },
            }
        }
        match open.pop() {
            Some(section) => Err(TemplateError::SectionNotClosed(section.field.to_owned())),
            None => Ok(Self { nodes }),
        }
    }
}

/// Writes the template with no spaces inside its tags.
impl fmt::Display for ParsedTemplate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.nodes.iter().try_for_each(|node| node.fmt(out))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(text),
            Self::Comment(text) => write!(out, "<!--{text}-->"),
            Self::Replacement { field, filters } => {
                out.write_str("{{")?;
                filters
                    .iter()
                    .rev()
                    .try_for_each(|filter| write!(out, "{filter}:"))?;
                write!(out, "{field}}}}}")
            }
            Self::Section {
                field,
                negated,
                children,
            } => {
                let mark = if *negated { '^' } else { '#' };
                write!(out, "{{{{{mark}{field}}}}}")?;
                children.iter().try_for_each(|node| node.fmt(out))?;
                write!(out, "{{{{/{field}}}}}")
            }
        }
    }
}

impl Node {
    fn replacement(tag: &str) -> Self {
        let mut pieces = tag.rsplit(':').map(str::to_owned);
        let field = pieces.next().unwrap_or_default();
        Self::Replacement {
            field,
            filters: pieces.collect(),
        }
    }
}

struct OpenSection<'a> {
    field: &'a str,
    negated: bool,
    before: Vec<Node>,
}

enum Tag<'a> {
    Replacement(&'a str),
    Open { field: &'a str, negated: bool },
    Close(&'a str),
}

impl<'a> Tag<'a> {
    fn classify(inside: &'a str) -> Self {
        let inside = inside.trim_start_matches('{').trim();
        let mut rest = inside.chars();
        let mark = rest.next();
        let name = rest.as_str().trim_start();
        match mark {
            _ if inside.len() < 2 => Self::Replacement(inside),
            Some('#') => Self::Open {
                field: name,
                negated: false,
            },
            Some('^') => Self::Open {
                field: name,
                negated: true,
            },
            Some('/') => Self::Close(name),
            _ => Self::Replacement(inside),
        }
    }
}

fn wrongly_closed(closed: &str, section: Option<&OpenSection<'_>>) -> TemplateError {
    let closed = closed.to_owned();
    match section {
        Some(section) => TemplateError::WrongSectionClosed {
            closed,
            open: section.field.to_owned(),
        },
        None => TemplateError::SectionNotOpen(closed),
    }
}

enum Token<'a> {
    Text(&'a str),
    Comment(&'a str),
    Tag(&'a str),
}

struct Lexer<'a> {
    rest: &'a str,
    tag: Delimiters,
    comment: Delimiters,
}

impl<'a> Lexer<'a> {
    fn new(template: &'a str) -> Self {
        let trimmed = template.trim_start();
        let (rest, open, close) = if trimmed.starts_with(OTHER_DELIMITERS) {
            (trimmed.trim_start_matches(OTHER_DELIMITERS), "<%", "%>")
        } else {
            (template, "{{", "}}")
        };
        Self {
            rest,
            tag: Delimiters::new(open, close, rest),
            comment: Delimiters::new("<!--", "-->", rest),
        }
    }

    fn element_at(&self, text: &'a str) -> Option<(Token<'a>, &'a str)> {
        let tag = self
            .tag
            .split(text)
            .map(|(inside, rest)| (Token::Tag(inside), rest));
        tag.or_else(|| {
            self.comment
                .split(text)
                .map(|(inside, rest)| (Token::Comment(inside), rest))
        })
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let (token, rest) = self.element_at(self.rest).unwrap_or_else(|| {
            let end = self
                .rest
                .match_indices(['{', '<'])
                .map(|(index, _)| self.rest.split_at(index));
            let text = end
                .into_iter()
                .find(|(_, rest)| self.element_at(rest).is_some());
            let (text, rest) = text.unwrap_or((self.rest, ""));
            (Token::Text(text), rest)
        });
        self.rest = rest;
        Some(token)
    }
}
