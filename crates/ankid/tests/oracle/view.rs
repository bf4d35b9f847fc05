//! One picture of a collection, as the API shows it and as the official engine does.

use std::collections::BTreeMap;

use ankid_testkit::{Client, TestkitError};
use serde_json::{Map, Value, json};

/// What the API tells of the whole collection, given its notes.
pub(crate) fn through_the_api(client: &Client, notes: &[i64]) -> Result<Value, TestkitError> {
    let decks = client.call("deckNamesAndIds", json!({}))?;
    let mut presets = Map::new();
    for deck in keys(&decks) {
        presets.insert(
            deck.clone(),
            client.call("getDeckConfig", json!({ "deck": deck }))?,
        );
    }
    let notetype_names = client.call("modelNamesAndIds", json!({}))?;
    let mut notetype_ids: Vec<i64> = values(&notetype_names).filter_map(Value::as_i64).collect();
    notetype_ids.sort_unstable();
    let notes = client.call("notesInfo", json!({ "notes": notes }))?;
    let notes: Vec<&Value> = items(&notes)
        .filter(|note| note["noteId"].is_i64())
        .collect();
    let cards: Vec<&Value> = notes
        .iter()
        .flat_map(|note| items(&note["cards"]))
        .collect();
    Ok(json!({
        "cards": sorted_lists(client.call("getDecks", json!({ "cards": cards }))?),
        "decks": decks,
        "media": sorted(client.call("getMediaFilesNames", json!({ "pattern": "*" }))?),
        "notes": notes.iter().map(|note| api_note(note)).collect::<Vec<_>>(),
        "notetypes": client.call("findModelsById", json!({ "modelIds": notetype_ids }))?,
        "presets": presets,
        "tags": sorted(client.call("getTags", json!({}))?),
    }))
}

/// The same picture, out of what the official engine says of the file
/// ([`Oracle::contents`](ankid_testkit::Oracle::contents)).
pub(crate) fn through_the_engine(contents: &Value) -> Value {
    let names = |list: &Value| -> BTreeMap<i64, String> {
        let named = items(list).filter_map(|it| Some((it["id"].as_i64()?, it["name"].as_str()?)));
        named.map(|(id, name)| (id, name.to_owned())).collect()
    };
    let (decks, notetypes) = (names(&contents["decks"]), names(&contents["notetypes"]));
    let mut cards: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    let mut cards_of: BTreeMap<i64, Vec<(i64, i64)>> = BTreeMap::new();
    for card in items(&contents["cards"]) {
        let number = |index: usize| card[index].as_i64().unwrap_or_default();
        let (id, note, deck, ordinal) = (number(0), number(1), number(2), number(3));
        cards.entry(&decks[&deck]).or_default().push(id);
        cards_of.entry(note).or_default().push((ordinal, id));
    }
    let note = |note: &Value| {
        let mut cards = cards_of
            .remove(&note["id"].as_i64().unwrap_or_default())
            .unwrap_or_default();
        cards.sort_unstable();
        json!({
            "id": note["id"],
            "notetype": notetypes.get(&note["notetype"].as_i64().unwrap_or_default()),
            "mod": note["mod"],
            "tags": note["tags"],
            "fields": note["fields"],
            "cards": cards.iter().map(|(_, id)| id).collect::<Vec<_>>(),
        })
    };
    json!({
        "notes": items(&contents["notes"]).map(note).collect::<Vec<_>>(),
        "cards": cards,
        "decks": decks.iter().map(|(id, name)| (name.clone(), json!(id))).collect::<Map<_, _>>(),
        "media": contents["media"],
        "notetypes": contents["notetypes"],
        "presets": contents["presets_of_decks"],
        "tags": contents["tags"],
    })
}

fn api_note(note: &Value) -> Value {
    let mut fields: Vec<&Value> = values(&note["fields"]).collect();
    fields.sort_by_key(|field| field["order"].as_i64());
    json!({
        "id": note["noteId"],
        "notetype": note["modelName"],
        "mod": note["mod"],
        "tags": note["tags"],
        "fields": fields.iter().map(|field| &field["value"]).collect::<Vec<_>>(),
        "cards": note["cards"],
    })
}

fn sorted_lists(mut lists: Value) -> Value {
    for (_, list) in lists.as_object_mut().into_iter().flatten() {
        *list = sorted(list.take());
    }
    lists
}

/// A list of numbers or of texts in order.
pub(crate) fn sorted(mut list: Value) -> Value {
    if let Some(list) = list.as_array_mut() {
        list.sort_by(|left, right| {
            (left.as_i64(), left.as_str()).cmp(&(right.as_i64(), right.as_str()))
        });
    }
    list
}

/// The elements of a list; none of anything else.
pub(crate) fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// The keys of an object.
pub(crate) fn keys(object: &Value) -> impl Iterator<Item = &String> {
    object.as_object().into_iter().flat_map(Map::keys)
}

fn values(object: &Value) -> impl Iterator<Item = &Value> {
    object.as_object().into_iter().flat_map(Map::values)
}
