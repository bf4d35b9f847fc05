//! What a template does with fields: which ones it names, which ones it needs, and what becomes of it
//! when they are renamed or removed.

use std::collections::HashMap;

use ankid_types::RequirementKind;

use crate::ParsedTemplate;
use crate::parse::Node;

#[cfg(test)]
mod tests;

/// What happened to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldChange {
    /// It has this name now.
    Renamed(String),
    /// It is gone.
    Removed,
}

/// What happened to which fields, by the names that they had.
pub type FieldChanges = HashMap<String, FieldChange>;

impl ParsedTemplate {
    /// Whether the template shows a field, given which names count as filled. Text alone does not count.
    pub fn renders_with(&self, is_filled: impl Fn(&str) -> bool) -> bool {
        shows_field(&self.nodes, &is_filled, NegatedSections::Checked)
    }

    /// Which of the fields must be filled for the template to show one, and how many of them.
    ///
    /// As older clients compute it: a section for an empty field always counts as shown.
    #[must_use]
    pub fn requirement(&self, fields: &[&str]) -> (RequirementKind, Vec<u32>) {
        let shows = |is_filled: &dyn Fn(&str) -> bool| {
            shows_field(&self.nodes, &is_filled, NegatedSections::Shown)
        };
        let ordinals_where = |holds: &dyn Fn(&str) -> bool| -> Vec<u32> {
            (0..)
                .zip(fields)
                .filter(|(_, field)| holds(field))
                .map(|(ordinal, _)| ordinal)
                .collect()
        };
        let any = ordinals_where(&|field| shows(&|name| name == field));
        if !any.is_empty() {
            return (RequirementKind::Any, any);
        }
        if !shows(&|name| fields.contains(&name)) {
            return (RequirementKind::None, Vec::new());
        }
        let all = ordinals_where(&|field| !shows(&|name| name != field && fields.contains(&name)));
        if all.is_empty() {
            return (RequirementKind::None, Vec::new());
        }
        (RequirementKind::All, all)
    }

    /// The names in replacements and sections, in order of appearance, each once; they need not be fields.
    /// Sections for a cloze number are left out.
    #[must_use]
    pub fn referenced_fields(&self) -> Vec<&str> {
        let mut names = Vec::new();
        visit(&self.nodes, &mut |node| {
            let name = match node {
                Node::Replacement { field, .. } => field.as_str(),
                Node::Section { field, .. } if !is_cloze_section(field) => field.as_str(),
                Node::Section { .. } | Node::Text(_) | Node::Comment(_) => return,
            };
            if !names.contains(&name) {
                names.push(name);
            }
        });
        names
    }

    /// The names in replacements with a cloze filter, in order of appearance; they need not be fields.
    #[must_use]
    pub fn cloze_fields(&self) -> Vec<&str> {
        let mut names = Vec::new();
        visit(&self.nodes, &mut |node| {
            if let Node::Replacement { field, filters } = node
                && filters.iter().any(|filter| filter == "cloze")
            {
                names.push(field.as_str());
            }
        });
        names
    }

    /// Whether there is a replacement at all.
    #[must_use]
    pub fn has_replacement(&self) -> bool {
        let mut found = false;
        visit(&self.nodes, &mut |node| {
            found |= matches!(node, Node::Replacement { .. })
        });
        found
    }

    /// Follows the changes of fields: replacements of removed ones go, their sections leave their content.
    pub fn change_fields(&mut self, changes: &FieldChanges) {
        self.nodes = changed(std::mem::take(&mut self.nodes), changes);
    }

    /// Appends a replacement.
    pub fn push_replacement(&mut self, field: &str, filters: &[&str]) {
        self.nodes.push(Node::Replacement {
            field: field.to_owned(),
            filters: filters.iter().map(|&filter| filter.to_owned()).collect(),
        });
    }
}

/// Whether a section of this name is for the card of a cloze number, as `{{#c1}}`.
pub(crate) fn is_cloze_section(name: &str) -> bool {
    name.strip_prefix('c')
        .is_some_and(|number| number.parse::<u32>().is_ok())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum NegatedSections {
    /// Shown if the field is empty.
    Checked,
    /// Always shown.
    Shown,
}

fn shows_field(
    nodes: &[Node],
    is_filled: &dyn Fn(&str) -> bool,
    negated_sections: NegatedSections,
) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(_) | Node::Comment(_) => false,
        Node::Replacement { field, .. } => is_filled(field),
        Node::Section {
            field,
            negated,
            children,
        } => {
            let shown = match (negated, negated_sections) {
                (true, NegatedSections::Shown) => true,
                (true, NegatedSections::Checked) => !is_filled(field),
                (false, _) => is_filled(field),
            };
            shown && shows_field(children, is_filled, negated_sections)
        }
    })
}

fn visit<'a>(nodes: &'a [Node], visitor: &mut impl FnMut(&'a Node)) {
    for node in nodes {
        visitor(node);
        if let Node::Section { children, .. } = node {
            visit(children, visitor);
        }
    }
}

fn changed(nodes: Vec<Node>, changes: &FieldChanges) -> Vec<Node> {
    let mut kept = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Text(_) | Node::Comment(_) => kept.push(node),
            Node::Replacement { field, filters } => {
                if let Some(field) = new_name(field, changes) {
                    kept.push(Node::Replacement { field, filters });
                }
            }
            Node::Section {
                field,
                negated,
                children,
            } => {
                let children = changed(children, changes);
                match new_name(field, changes) {
                    Some(field) => kept.push(Node::Section {
                        field,
                        negated,
                        children,
                    }),
                    None => kept.extend(children),
                }
            }
        }
    }
    kept
}

fn new_name(field: String, changes: &FieldChanges) -> Option<String> {
    match changes.get(&field) {
        None => Some(field),
        Some(FieldChange::Renamed(name)) => Some(name.clone()),
        Some(FieldChange::Removed) => None,
    }
}
