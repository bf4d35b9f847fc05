//! What stands beside the table of the card browser, and searches that are kept.

use std::collections::HashMap;

use ankid_collection::{Branch, NotetypeBranch, Transaction, View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::action::{Action, ReadAction, Spec, WriteAction, example};
use crate::error::ApiError;

/// The states of cards, and their searches.
const STATES: [(&str, &str); 5] = [
    ("new", "is:new"),
    ("learning", "is:learn"),
    ("review", "is:review"),
    ("suspended", "is:suspended"),
    ("buried", "is:buried"),
];

/// What may have happened today, and its searches.
const TODAY: [(&str, &str); 8] = [
    ("due", "prop:due=0"),
    ("added", "added:1"),
    ("edited", "edited:1"),
    ("studied", "rated:1"),
    ("firstReview", "introduced:1"),
    ("rescheduled", "resched:1"),
    ("again", "rated:1:1"),
    ("overdue", "is:due -prop:due=0"),
];

/// The flags as they are called unless the user called them otherwise.
const FLAGS: [&str; 7] = [
    "Red",
    "Orange",
    "Green",
    "Blue",
    "Pink",
    "Turquoise",
    "Purple",
];

/// Answers what the card browser offers beside its table: things to search for by a click, each with its search.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SidebarTree {}

/// What stands beside the table of the card browser.
#[derive(Serialize, JsonSchema)]
pub(super) struct Sidebar {
    /// The saved searches, by name.
    saved: Vec<NamedSearch>,
    /// The decks, each before those below it.
    decks: Vec<SidebarNode>,
    /// The tags, each before those below it; levels that are no tag of their own are there too.
    tags: Vec<SidebarNode>,
    /// The note types.
    notetypes: Vec<SidebarNotetype>,
    /// The flags.
    flags: Vec<SidebarFlag>,
    /// The states of cards: `new`, `learning`, `review`, `suspended`, `buried`.
    states: Vec<KeyedSearch>,
    /// Of today: `due`, `added`, `edited`, `studied`, `firstReview`, `rescheduled`, `again`, `overdue`.
    today: Vec<KeyedSearch>,
}

/// A search under a name.
#[derive(Serialize, JsonSchema)]
struct NamedSearch {
    /// The name.
    name: String,
    /// The search.
    query: String,
}

/// A search under a key that pages have words for.
#[derive(Serialize, JsonSchema)]
struct KeyedSearch {
    /// The key.
    key: &'static str,
    /// The search.
    query: &'static str,
}

/// A deck or a tag.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SidebarNode {
    /// The last level of its name.
    name: String,
    /// The whole name.
    full_name: String,
    /// The search for it and those below.
    query: String,
    /// How deep it lies; 1 at the top.
    level: usize,
    /// The id of a deck; null for a tag.
    id: Option<i64>,
}

/// A note type.
#[derive(Serialize, JsonSchema)]
struct SidebarNotetype {
    /// Its id.
    id: i64,
    /// Its name.
    name: String,
    /// The search for its notes.
    query: String,
    /// Its templates, with the searches for their cards.
    templates: Vec<NamedSearch>,
    /// Its fields, with the searches for notes that have something in them.
    fields: Vec<NamedSearch>,
}

/// A flag.
#[derive(Serialize, JsonSchema)]
struct SidebarFlag {
    /// Its number, 1 to 7.
    flag: u8,
    /// What it is called.
    name: String,
    /// The search for its cards.
    query: String,
}

impl Action for SidebarTree {
    const SPEC: Spec = Spec::new(
        "sidebarTree",
        &[
            example("{}", include_str!("sidebar/tree_example.json")).after(&[(
                "saveSearch",
                r#"{"name": "Hard ones", "query": "prop:lapses>3 and deck:Default"}"#,
            )]),
        ],
    );
    type Reply = Sidebar;
}

impl ReadAction for SidebarTree {
    fn run(self, view: &View) -> Result<Sidebar, ApiError> {
        let names = view.flag_names()?;
        let saved = view.saved_searches()?.into_iter();
        Ok(Sidebar {
            saved: saved.map(NamedSearch::from).collect(),
            decks: nodes(view.deck_branches()),
            tags: nodes(view.tag_branches()?),
            notetypes: view
                .notetype_branches()
                .into_iter()
                .map(SidebarNotetype::from)
                .collect(),
            flags: flags(&names),
            states: keyed(&STATES),
            today: keyed(&TODAY),
        })
    }
}

impl From<(String, String)> for NamedSearch {
    fn from((name, query): (String, String)) -> Self {
        Self { name, query }
    }
}

impl From<NotetypeBranch> for SidebarNotetype {
    fn from(branch: NotetypeBranch) -> Self {
        let named = |parts: Vec<(String, String)>| parts.into_iter().map(NamedSearch::from);
        Self {
            id: branch.id.0,
            name: branch.name,
            query: branch.search,
            templates: named(branch.templates).collect(),
            fields: named(branch.fields).collect(),
        }
    }
}

fn nodes(branches: Vec<Branch>) -> Vec<SidebarNode> {
    let node = |branch: Branch| SidebarNode {
        name: match branch.name.rsplit_once("::") {
            Some((_above, last)) => last.to_owned(),
            None => branch.name.clone(),
        },
        full_name: branch.name,
        query: branch.search,
        level: branch.level,
        id: branch.deck.map(|deck| deck.0),
    };
    branches.into_iter().map(node).collect()
}

fn flags(names: &HashMap<String, String>) -> Vec<SidebarFlag> {
    let flags = (1..).zip(FLAGS);
    flags
        .map(|(flag, colour)| SidebarFlag {
            flag,
            name: names
                .get(&flag.to_string())
                .cloned()
                .unwrap_or_else(|| colour.to_owned()),
            query: format!("flag:{flag}"),
        })
        .collect()
}

fn keyed(searches: &[(&'static str, &'static str)]) -> Vec<KeyedSearch> {
    let searches = searches.iter();
    searches
        .map(|(key, query)| KeyedSearch { key, query })
        .collect()
}

/// Keeps a search under a name, where Anki keeps them, in place of the one that had it.
#[derive(Deserialize, JsonSchema)]
pub(super) struct SaveSearch {
    /// The name.
    name: String,
    /// The search; it is kept in Anki's normal form.
    query: String,
}

impl Action for SaveSearch {
    const SPEC: Spec = Spec::new(
        "saveSearch",
        &[example(
            r#"{"name": "Hard ones", "query": "prop:lapses>3"}"#,
            "null",
        )],
    )
    .errors(&["Invalid search: WHAT AND WHERE", "`name` must not be empty"]);
    type Reply = ();
}

impl WriteAction for SaveSearch {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let name = named(&self.name)?;
        Ok(transaction.save_search(name, &self.query)?)
    }
}

/// Forgets a saved search. Answers whether there was one of this name.
#[derive(Deserialize, JsonSchema)]
pub(super) struct RemoveSavedSearch {
    /// The name.
    name: String,
}

impl Action for RemoveSavedSearch {
    const SPEC: Spec = Spec::new(
        "removeSavedSearch",
        &[
            example(r#"{"name": "Hard ones"}"#, "false"),
            example(r#"{"name": "New"}"#, "true")
                .after(&[("saveSearch", r#"{"name": "New", "query": "is:new"}"#)]),
        ],
    );
    type Reply = bool;
}

impl WriteAction for RemoveSavedSearch {
    fn run(self, transaction: &mut Transaction) -> Result<bool, ApiError> {
        Ok(transaction.remove_saved_search(&self.name)?)
    }
}

/// Gives a saved search another name, which no other may have.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RenameSavedSearch {
    /// The name that it has.
    name: String,
    /// The new name.
    new_name: String,
}

impl Action for RenameSavedSearch {
    const SPEC: Spec = Spec::new(
        "renameSavedSearch",
        &[example(r#"{"name": "New", "newName": "Unseen"}"#, "null")
            .after(&[("saveSearch", r#"{"name": "New", "query": "is:new"}"#)])],
    )
    .errors(&[
        "no search is saved as `NAME`",
        "another search is saved as `NAME` already",
        "`name` must not be empty",
    ]);
    type Reply = ();
}

impl WriteAction for RenameSavedSearch {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let new_name = named(&self.new_name)?;
        Ok(transaction.rename_saved_search(&self.name, &new_name)?)
    }
}

fn named(name: &str) -> Result<String, ApiError> {
    match name.trim() {
        "" => Err(ApiError::Parameter("`name` must not be empty".to_owned())),
        name => Ok(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::door::testing::TestDoor;

    #[test]
    fn tags_have_all_their_levels_and_searches_that_find_them() {
        let door = TestDoor::new();
        let note = json!({
            "deckName": "Default", "modelName": "Basic", "fields": {"Front": "a", "Back": "b"},
            "tags": ["Grammar::verbs::past_tense", "grammar-x", "B(c)"],
        });
        door.result("addNote", json!({ "note": note }));
        let tags = door.result("sidebarTree", json!({}))["tags"].clone();
        let column = |key: &str| -> Vec<Value> {
            let tags = tags.as_array().map(Vec::as_slice).unwrap_or_default();
            tags.iter().map(|tag| tag[key].clone()).collect()
        };
        assert_eq!(
            column("fullName"),
            [
                "B(c)",
                "Grammar",
                "Grammar::verbs",
                "Grammar::verbs::past_tense",
                "grammar-x"
            ]
        );
        assert_eq!(column("level"), [1, 1, 2, 3, 1]);
        for query in column("query") {
            let found = door.result("findNotes", json!({ "query": query }));
            assert_eq!(found.as_array().map(Vec::len), Some(1), "{query}");
        }
    }

    #[test]
    fn a_saved_search_is_kept_in_normal_form_and_undone() {
        let door = TestDoor::new();
        let saved = || door.result("sidebarTree", json!({}))["saved"].clone();
        let refused = door.call("saveSearch", json!({"name": "x", "query": "is:dve"}));
        let error = refused["error"].as_str().unwrap_or_default();
        assert!(error.contains("did you mean `is:due`?"), "{error}");
        door.result("saveSearch", json!({"name": " x ", "query": "a and  b"}));
        assert_eq!(saved(), json!([{"name": "x", "query": "a b"}]));
        door.result("saveSearch", json!({"name": "y", "query": "c"}));
        let taken = door.call("renameSavedSearch", json!({"name": "y", "newName": "x"}));
        assert_eq!(taken["error"], "another search is saved as `x` already");
        door.result("renameSavedSearch", json!({"name": "y", "newName": "z"}));
        assert_eq!(saved()[1]["name"], "z");
        door.result("undo", json!({}));
        assert_eq!(saved()[1]["name"], "y");
    }
}
