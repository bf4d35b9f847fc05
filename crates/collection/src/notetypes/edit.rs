//! A note type while it is being changed: each field and template knows where it came from.

use ankid_types::{
    CardTemplate, Notetype, NotetypeField, NotetypeId, NotetypeSettings, TimestampSecs,
};

/// A field or template with the position that it had before; `None` for a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited<T> {
    /// The field or template.
    pub item: T,
    /// Its position before the change.
    pub origin: Option<usize>,
}

/// A note type while it is being changed. Saved by `Transaction::update_notetype`.
#[derive(Debug, Clone, PartialEq)]
pub struct NotetypeEdit {
    /// The note type's id.
    pub id: NotetypeId,
    /// The name.
    pub name: String,
    /// All that is not a list of fields or templates. The sort field is counted by old positions.
    pub settings: NotetypeSettings,
    /// The fields, in their new order.
    pub fields: Vec<Edited<NotetypeField>>,
    /// The templates, in their new order.
    pub templates: Vec<Edited<CardTemplate>>,
}

impl NotetypeEdit {
    /// Starts from a note type as it is.
    #[must_use]
    pub fn of(notetype: &Notetype) -> Self {
        Self {
            id: notetype.id,
            name: notetype.name.clone(),
            settings: notetype.settings.clone(),
            fields: numbered(&notetype.fields),
            templates: numbered(&notetype.templates),
        }
    }

    /// The field with exactly this name, and its place in the new order.
    pub fn field_mut(&mut self, name: &str) -> Option<(usize, &mut NotetypeField)> {
        let place = self
            .fields
            .iter()
            .position(|field| field.item.name == name)?;
        self.fields
            .get_mut(place)
            .map(|field| (place, &mut field.item))
    }

    /// The template with exactly this name, and its place in the new order.
    pub fn template_mut(&mut self, name: &str) -> Option<(usize, &mut CardTemplate)> {
        let place = self
            .templates
            .iter()
            .position(|template| template.item.name == name)?;
        self.templates
            .get_mut(place)
            .map(|template| (place, &mut template.item))
    }

    /// Adds a field at the end.
    pub fn add_field(&mut self, field: NotetypeField) {
        self.fields.push(Edited {
            item: field,
            origin: None,
        });
    }

    /// Adds a template at the end.
    pub fn add_template(&mut self, template: CardTemplate) {
        self.templates.push(Edited {
            item: template,
            origin: None,
        });
    }

    /// Where each field was before.
    #[must_use]
    pub fn field_origins(&self) -> Vec<Option<usize>> {
        self.fields.iter().map(|field| field.origin).collect()
    }

    /// Where each template was before.
    #[must_use]
    pub fn template_origins(&self) -> Vec<Option<usize>> {
        self.templates
            .iter()
            .map(|template| template.origin)
            .collect()
    }

    /// The note type that this edit describes, unstamped.
    pub(super) fn into_notetype(self) -> Notetype {
        Notetype {
            id: self.id,
            name: self.name,
            modified: TimestampSecs::default(),
            usn: Default::default(),
            settings: self.settings,
            fields: self.fields.into_iter().map(|field| field.item).collect(),
            templates: self
                .templates
                .into_iter()
                .map(|template| template.item)
                .collect(),
        }
    }
}

fn numbered<T: Clone>(items: &[T]) -> Vec<Edited<T>> {
    let number = |(place, item): (usize, &T)| Edited {
        item: item.clone(),
        origin: Some(place),
    };
    items.iter().enumerate().map(number).collect()
}
