//! Who performs an action: a running ankid, or the official engine told what the action means.

use ankid_testkit::{Client, Oracle, TestkitError};
use serde_json::{Value, json};

use crate::view::items;

const OFFICIAL: &str = include_str!("official.py");

/// Performs actions on one collection, and knows the ids that things have there.
pub(crate) trait Actor {
    /// Performs an action with plain parameters.
    fn perform(&mut self, action: &str, params: &Value) -> Result<Value, TestkitError>;
    /// The cards of each note; none of a note that is gone.
    fn cards(&mut self, notes: &[i64]) -> Result<Vec<Vec<i64>>, TestkitError>;
    /// The ids of what the script made.
    fn made(&mut self) -> &mut Made;

    /// Performs an action of the script, whose parameters name notes, cards and presets by their
    /// place in the order of making: `"$note 3"`, `"$cards 3"` (those of a note), `"$preset 2"`.
    fn act(&mut self, action: &str, params: &Value) -> Result<Value, TestkitError> {
        let params = self.resolved(params)?;
        let answer = self.perform(action, &params)?;
        let ids: Vec<i64> = answer
            .as_i64()
            .into_iter()
            .chain(items(&answer).filter_map(Value::as_i64))
            .collect();
        match action {
            "addNote" | "addNotes" => self.made().notes.extend(ids),
            "cloneDeckConfigId" => self.made().presets.extend(ids),
            _ => {}
        }
        Ok(answer)
    }

    /// How many cards each of the made notes has.
    fn census(&mut self) -> Result<Vec<usize>, TestkitError> {
        let notes = self.made().notes.clone();
        Ok(self.cards(&notes)?.iter().map(Vec::len).collect())
    }

    /// The parameters with this actor's ids in place of names.
    fn resolved(&mut self, params: &Value) -> Result<Value, TestkitError> {
        Ok(match params {
            Value::Object(object) => {
                let pairs = object.iter();
                let pairs = pairs.map(|(key, value)| Ok((key.clone(), self.resolved(value)?)));
                Value::Object(pairs.collect::<Result<_, TestkitError>>()?)
            }
            Value::Array(list) => {
                let values = list.iter().map(|value| self.resolved(value));
                Value::Array(values.collect::<Result<_, _>>()?)
            }
            Value::String(text) => self.resolved_text(text)?,
            plain => plain.clone(),
        })
    }

    /// What a text stands for: itself, in most cases.
    fn resolved_text(&mut self, text: &str) -> Result<Value, TestkitError> {
        let Some((kind, place)) = text.split_once(' ') else {
            return Ok(json!(text));
        };
        let Ok(place) = place.parse::<usize>() else {
            return Ok(json!(text));
        };
        match kind {
            "$note" => Ok(json!(self.made().notes[place])),
            "$preset" => Ok(json!(self.made().presets[place])),
            "$cards" => {
                let note = self.made().notes[place];
                Ok(json!(self.cards(&[note])?.concat()))
            }
            _ => Ok(json!(text)),
        }
    }
}

/// Ids in the order of making.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) notes: Vec<i64>,
    pub(crate) presets: Vec<i64>,
}

impl Made {
    fn new() -> Self {
        Self {
            notes: Vec::new(),
            presets: vec![1],
        }
    }
}

/// A running ankid.
pub(crate) struct Served {
    client: Client,
    made: Made,
}

impl Served {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            made: Made::new(),
        }
    }
}

impl Actor for Served {
    fn perform(&mut self, action: &str, params: &Value) -> Result<Value, TestkitError> {
        self.client.call(action, params.clone())
    }

    fn cards(&mut self, notes: &[i64]) -> Result<Vec<Vec<i64>>, TestkitError> {
        let notes = self.client.call("notesInfo", json!({ "notes": notes }))?;
        let cards = |note: &Value| items(&note["cards"]).filter_map(Value::as_i64).collect();
        Ok(items(&notes).map(cards).collect())
    }

    fn made(&mut self) -> &mut Made {
        &mut self.made
    }
}

/// The official engine.
pub(crate) struct Official {
    pub(crate) oracle: Oracle,
    made: Made,
}

impl Official {
    pub(crate) fn new(oracle: Oracle) -> Self {
        Self {
            oracle,
            made: Made::new(),
        }
    }
}

impl Actor for Official {
    fn perform(&mut self, action: &str, params: &Value) -> Result<Value, TestkitError> {
        let args = json!({ "action": action, "params": params });
        self.oracle.run(OFFICIAL, &args)
    }

    fn cards(&mut self, notes: &[i64]) -> Result<Vec<Vec<i64>>, TestkitError> {
        let lists = self.perform("cardsOf", &json!({ "notes": notes }))?;
        let cards = |note: &Value| items(note).filter_map(Value::as_i64).collect();
        Ok(items(&lists).map(cards).collect())
    }

    fn made(&mut self) -> &mut Made {
        &mut self.made
    }
}
