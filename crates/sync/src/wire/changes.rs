//! Note types, decks, presets, tags and settings, in the dicts of schema 11.

use std::collections::BTreeMap;

use ankid_collection::sync::SyncChanges;
use ankid_schema11::{
    NotetypeDict, deck_config_from_dict, deck_config_to_dict, deck_from_dict, deck_to_dict,
    notetype_to_dict,
};
use ankid_types::TimestampSecs;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::loose::Int;
use crate::{Result, SyncError};

/// What is not cut into pieces.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ChangesMessage {
    models: Vec<Value>,
    /// Decks, then presets.
    decks: (Vec<Value>, Vec<Value>),
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    conf: Option<BTreeMap<String, Box<RawValue>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crt: Option<Int>,
}

/// The message that says `changes`.
pub(crate) fn changes_to_wire(changes: SyncChanges) -> Result<ChangesMessage> {
    let models = changes.notetypes.iter().map(notetype_to_dict);
    let decks = changes.decks.iter().map(deck_to_dict);
    let configs = changes.deck_configs.iter().map(deck_config_to_dict);
    let conf = changes.config.map(|config| {
        let entries = config.into_iter().map(|(key, json)| {
            let text = String::from_utf8(json).ok();
            match text.and_then(|text| RawValue::from_string(text).ok()) {
                Some(value) => Ok((key, value)),
                None => Err(SyncError::Setting { key }),
            }
        });
        entries.collect::<Result<BTreeMap<_, _>>>()
    });
    Ok(ChangesMessage {
        models: models.collect::<Result<_, _>>()?,
        decks: (
            decks.collect::<Result<_, _>>()?,
            configs.collect::<Result<_, _>>()?,
        ),
        tags: changes.tags,
        conf: conf.transpose()?,
        crt: changes.created.map(|created| Int(created.0)),
    })
}

/// What a message says, or what is wrong with it.
pub(crate) fn changes_from_wire(message: ChangesMessage) -> Result<SyncChanges, String> {
    let models = message.models.into_iter().map(NotetypeDict::from_value);
    let models = models.map(|read| read.map(|dict| dict.notetype));
    let (decks, configs) = message.decks;
    let decks = decks.into_iter().map(deck_from_dict);
    let configs = configs.into_iter().map(deck_config_from_dict);
    let config = message.conf.map(|conf| {
        let entries = conf.into_iter();
        entries
            .map(|(key, value)| (key, value.get().as_bytes().to_vec()))
            .collect()
    });
    Ok(SyncChanges {
        notetypes: models
            .collect::<Result<_, _>>()
            .map_err(within("a note type"))?,
        decks: decks.collect::<Result<_, _>>().map_err(within("a deck"))?,
        deck_configs: configs
            .collect::<Result<_, _>>()
            .map_err(within("a preset"))?,
        tags: message.tags,
        config,
        created: message.crt.map(|created| TimestampSecs(created.0)),
    })
}

fn within(what: &'static str) -> impl Fn(ankid_schema11::Schema11Error) -> String {
    move |problem| format!("{what}: {problem}")
}
