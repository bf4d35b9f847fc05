//! What is wrong with a search, or odd about it, without running it.

use ankid_search::{
    Expr, ExprKind, Match, Pattern, Query, Span, TemplateName, Term, nearest, parse,
    similar_keyword,
};
use ankid_types::DeckName;

use super::error::{RegexFault, SearchError};
use super::names::compile;
use super::resolve::Resolver;
use crate::error::{CollectionError, Result};
use crate::view::View;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The search is refused.
    Error,
    /// A part of the search names something that does not exist, and so matches nothing.
    Warning,
}

/// What is wrong with a part of a search, or odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchProblem {
    /// How bad it is.
    pub severity: Severity,
    /// What is the matter, in words.
    pub message: String,
    /// The part of the search.
    pub span: Span,
    /// What should probably stand in place of the part.
    pub suggestion: Option<String>,
}

impl View<'_> {
    /// What is wrong with a search, or odd about it. Nothing is searched.
    ///
    /// # Errors
    /// An error of the file.
    pub fn check_search(&self, search: &str) -> Result<Vec<SearchProblem>> {
        let expr = match parse(search) {
            Ok(expr) => expr,
            Err(error) => {
                return Ok(vec![SearchProblem {
                    severity: Severity::Error,
                    message: error.to_string(),
                    span: error.span,
                    suggestion: error.suggestion.map(|suggestion| suggestion.instead),
                }]);
            }
        };
        let mut checker = Checker {
            view: self,
            search,
            resolver: Resolver::new(self, search)?,
            tags: None,
            problems: Vec::new(),
        };
        checker.check(&expr)?;
        Ok(checker.problems)
    }
}

struct Checker<'a, 'v> {
    view: &'a View<'v>,
    search: &'a str,
    resolver: Resolver<'a, 'v>,
    /// The tags of the collection, once a term asks for them.
    tags: Option<Vec<String>>,
    problems: Vec<SearchProblem>,
}

/// What a term names that does not exist.
struct Unknown {
    message: String,
    suggestion: Option<Term>,
}

impl Checker<'_, '_> {
    fn check(&mut self, expr: &Expr) -> Result<()> {
        match &expr.kind {
            ExprKind::All => Ok(()),
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                parts.iter().try_for_each(|part| self.check(part))
            }
            ExprKind::Not(inner) | ExprKind::Group(inner) => self.check(inner),
            ExprKind::Term(term) => self.term(expr, term),
        }
    }

    fn term(&mut self, expr: &Expr, term: &Term) -> Result<()> {
        let query = match self.resolver.query(expr) {
            Ok(query) => query,
            Err(CollectionError::Search(SearchError::Regex(fault))) => {
                self.bad_regex(*fault);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        if let Some(fault) = self.bad_regex_in(&query, expr.span) {
            self.bad_regex(fault);
        }
        if let Some(Unknown {
            message,
            suggestion,
        }) = self.unknown(term, expr.span)?
        {
            self.problems.push(SearchProblem {
                severity: Severity::Warning,
                message,
                span: expr.span,
                suggestion: suggestion.map(|term| term.to_string()),
            });
        }
        Ok(())
    }

    fn bad_regex_in(&self, query: &Query, span: Span) -> Option<RegexFault> {
        let mut cause = None;
        query.visit_regexes(&mut |source| cause = cause.take().or_else(|| compile(source).err()));
        cause.map(|cause| RegexFault::new(self.search, span, &cause))
    }

    fn bad_regex(&mut self, fault: RegexFault) {
        self.problems.push(SearchProblem {
            severity: Severity::Error,
            message: fault.to_string(),
            span: fault.span,
            suggestion: None,
        });
    }

    fn unknown(&mut self, term: &Term, span: Span) -> Result<Option<Unknown>> {
        Ok(match term {
            Term::Field { name, value } => self.unknown_field(name, value, span),
            Term::Deck(name) => {
                let decks = self.view.catalog().decks();
                let names: Vec<String> = decks.map(|deck| deck.name.human()).collect();
                let is_known = |wanted: &str| {
                    let wanted = DeckName::normalized(wanted).human();
                    matches!(wanted.as_str(), "current" | "filtered") || is_among(&names, &wanted)
                };
                unknown_name("deck", name, &names, is_known, Term::Deck)
            }
            Term::Notetype(name) => {
                let notetypes = self.view.catalog().notetypes();
                let names: Vec<String> = notetypes.map(|found| found.name.clone()).collect();
                let is_known = |wanted: &str| is_among(&names, wanted);
                unknown_name("note type", name, &names, is_known, Term::Notetype)
            }
            Term::Template(TemplateName::Name(name)) => {
                let notetypes = self.view.catalog().notetypes();
                let names: Vec<String> = notetypes
                    .flat_map(|notetype| notetype.templates.iter())
                    .map(|template| template.name.clone())
                    .collect();
                let is_known = |wanted: &str| is_among(&names, wanted);
                let term = |name| Term::Template(TemplateName::Name(name));
                unknown_name("card template", name, &names, is_known, term)
            }
            Term::Preset(name) => {
                let presets = self.view.catalog().deck_configs();
                let names: Vec<String> = presets.map(|preset| preset.name.clone()).collect();
                (!is_among(&names, name)).then(|| Unknown {
                    message: format!("no preset is called `{name}`"),
                    suggestion: nearest(name, names.iter().map(String::as_str))
                        .map(|name| Term::Preset(name.to_owned())),
                })
            }
            Term::Tag(Match::Plain(name)) => self.unknown_tag(name)?,
            _ => None,
        })
    }

    fn unknown_field(&self, name: &Pattern, value: &Match, span: Span) -> Option<Unknown> {
        let notetypes = self.view.catalog().notetypes();
        let names: Vec<String> = notetypes
            .flat_map(|notetype| notetype.fields.iter())
            .map(|field| field.name.clone())
            .collect();
        let is_known = |wanted: &str| is_among(&names, wanted);
        let field = |name| Term::Field {
            name,
            value: value.clone(),
        };
        let mut unknown = unknown_name("field", name, &names, is_known, field)?;
        // A misspelt keyword is taken for a field.
        if let Some(keyword) = similar_keyword(&name.literal())
            && let Some(written) = self.search.get(span.start..span.end)
            && let Some((_key, rest)) = written.split_once(':')
        {
            let quote = if written.starts_with('"') { "\"" } else { "" };
            let mended = parse(&format!("{quote}{keyword}:{rest}"));
            if let Ok(ExprKind::Term(term)) = mended.map(|expr| expr.kind) {
                unknown.suggestion = Some(term);
            }
        }
        Some(unknown)
    }

    fn unknown_tag(&mut self, name: &Pattern) -> Result<Option<Unknown>> {
        if self.tags.is_none() {
            self.tags = Some(self.view.tags()?);
        }
        let tags = self.tags.as_deref().unwrap_or_default();
        let is_known = |wanted: &str| {
            let below = format!("{}::", wanted.to_lowercase());
            let is_like = |tag: &String| {
                let tag = tag.to_lowercase();
                tag.starts_with(&below) || below.strip_suffix("::") == Some(&tag)
            };
            wanted == "none" || tags.iter().any(is_like)
        };
        let term = |name| Term::Tag(Match::Plain(name));
        Ok(unknown_name("tag", name, tags, is_known, term))
    }
}

/// A name without wildcards that is not known, and the most similar that is.
fn unknown_name(
    kind: &str,
    name: &Pattern,
    names: &[String],
    is_known: impl FnOnce(&str) -> bool,
    term: impl FnOnce(Pattern) -> Term,
) -> Option<Unknown> {
    if name.has_wildcards() {
        return None;
    }
    let wanted = name.literal();
    if is_known(&wanted) {
        return None;
    }
    let similar = nearest(&wanted, names.iter().map(String::as_str));
    Some(Unknown {
        message: format!("no {kind} is called `{wanted}`"),
        suggestion: similar.map(|name| term(Pattern::of_literal(name))),
    })
}

fn is_among(names: &[String], wanted: &str) -> bool {
    let wanted = unicase::UniCase::new(wanted);
    names
        .iter()
        .any(|name| unicase::UniCase::new(name.as_str()) == wanted)
}
