//! Drives a running ankid with the client crate ankit, whose types take the documented replies and
//! nothing else: `ankit-client http://127.0.0.1:8765`.
//!
//! Five of its methods disagree with AnkiConnect itself; [`mistaken`] pins what they get.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::Debug;

use ankit::{
    AnkiClient, CreateModelParams, FindReplaceParams, MediaAttachment, MultiAction, Note,
    NoteBuilder, StoreMediaParams,
};
use serde_json::json;

type Outcome = Result<(), Box<dyn Error>>;

const HELLO: &str = "aGVsbG8=";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let url = std::env::args().nth(1).ok_or("usage: ankit-client URL")?;
    let client = AnkiClient::builder().url(url).build();
    miscellaneous(&client).await?;
    decks(&client).await?;
    presets(&client).await?;
    models(&client).await?;
    fields(&client).await?;
    templates(&client).await?;
    cards(&client).await?;
    notes(&client).await?;
    tags(&client).await?;
    media(&client).await?;
    packages(&client).await?;
    gui(&client).await?;
    mistaken(&client).await
}

async fn miscellaneous(client: &AnkiClient) -> Outcome {
    same(client.misc().version().await?, 6)?;
    same(
        client.misc().request_permission().await?.permission,
        "granted",
    )?;
    same(client.misc().profiles().await?, ["User 1"])?;
    same(client.misc().load_profile("User 1").await?, true)?;
    client.misc().reload_collection().await?;
    let refused = client
        .misc()
        .sync()
        .await
        .err()
        .ok_or("synced without a login")?;
    same(refused.to_string().contains("auth not configured"), true)?;
    let known = client
        .misc()
        .api_reflect(&["actions"], Some(&["version", "nonsense"]))
        .await?;
    same(
        (known.scopes, known.actions),
        (vec!["actions".to_owned()], vec!["version".to_owned()]),
    )?;
    let actions = [
        MultiAction::new("deckNames"),
        MultiAction::with_params("deckNameFromId", json!({ "deckId": 1 })),
    ];
    same(
        client.misc().multi(&actions).await?,
        [json!(["Default"]), json!("Default")],
    )
}

async fn decks(client: &AnkiClient) -> Outcome {
    let decks = client.decks();
    let french = decks.create("Languages::French").await?;
    same(
        decks.names().await?,
        ["Default", "Languages", "Languages::French"],
    )?;
    same(decks.names_and_ids().await?["Languages::French"], french)?;
    let note = client
        .notes()
        .add(
            NoteBuilder::new("Languages", "Basic")
                .field("Front", "deck")
                .build(),
        )
        .await?;
    let cards = client.notes().info(&[note]).await?.remove(0).cards;
    decks.move_cards(&cards, "Languages::French").await?;
    same(
        decks.get_for_cards(&cards).await?,
        [("Languages::French".to_owned(), cards)].into(),
    )?;
    decks.delete(&["Languages"], true).await?;
    same(decks.names().await?, ["Default"])
}

async fn presets(client: &AnkiClient) -> Outcome {
    let decks = client.decks();
    let copy = decks.clone_config("Copy", 1).await?;
    same(decks.set_config_id(&["Default"], copy).await?, true)?;
    let mut preset = decks.config("Default").await?;
    same(
        (preset.id, preset.new.per_day, preset.rev.per_day),
        (copy, 20, 200),
    )?;
    preset.new.per_day = 7;
    same(decks.save_config(&preset).await?, true)?;
    same(decks.config("Default").await?.new.per_day, 7)?;
    same(decks.remove_config(copy).await?, true)?;
    same(decks.config("Default").await?.id, 1)
}

async fn gui(client: &AnkiClient) -> Outcome {
    same(client.gui().check_database().await?, true)
}

async fn models(client: &AnkiClient) -> Outcome {
    let models = client.models();
    let params = CreateModelParams::new("Word")
        .field("Word")
        .field("Meaning")
        .css("p {}")
        .template("Forward", "{{Word}}", "{{Meaning}}");
    let created = models.create(params).await?;
    let id = models.names_and_ids().await?["Word"];
    same(&created["id"], &json!(id))?;
    same(models.names().await?.contains(&"Word".to_owned()), true)?;
    same(
        models.find_by_id(&[id]).await?,
        models.find_by_name(&["Word"]).await?,
    )?;
    same(models.styling("Word").await?.css, "p {}")?;
    models.update_styling("Word", "b {}").await?;
    same(models.styling("Word").await?.css, "b {}")
}

async fn fields(client: &AnkiClient) -> Outcome {
    let models = client.models();
    models.add_field("Word", "Hint", Some(0)).await?;
    models.reposition_field("Word", "Hint", 2).await?;
    models.rename_field("Word", "Word", "Term").await?;
    same(
        models.field_names("Word").await?,
        ["Term", "Meaning", "Hint"],
    )?;
    models.set_field_font("Word", "Term", "Courier").await?;
    models.set_field_font_size("Word", "Term", 12).await?;
    models
        .set_field_description("Word", "Term", "a word")
        .await?;
    let term = &models.field_fonts("Word").await?["Term"];
    same((term.font.as_str(), term.size), ("Courier", 12))?;
    models.remove_field("Word", "Hint").await?;
    same(models.field_names("Word").await?, ["Term", "Meaning"])
}

async fn templates(client: &AnkiClient) -> Outcome {
    let models = client.models();
    models
        .add_template("Word", "Backward", "{{Meaning}}", "{{Term}}")
        .await?;
    models.reposition_template("Word", "Backward", 0).await?;
    models.rename_template("Word", "Forward", "Ahead").await?;
    models
        .update_templates(
            "Word",
            HashMap::from([("Ahead", ("{{Term}}?", "{{Meaning}}!"))]),
        )
        .await?;
    let ahead = &models.templates("Word").await?["Ahead"];
    same(
        (ahead.front.as_str(), ahead.back.as_str()),
        ("{{Term}}?", "{{Meaning}}!"),
    )?;
    models.remove_template("Word", "Backward").await?;
    let left = models.fields_on_templates("Word").await?;
    let sides = vec![vec!["Term".to_owned()], vec!["Meaning".to_owned()]];
    same(left, [("Ahead".to_owned(), sides)].into())
}

async fn cards(client: &AnkiClient) -> Outcome {
    let (cards, notes) = (client.cards(), client.notes());
    let note = NoteBuilder::new("Default", "Basic (and reversed card)")
        .field("Front", "card")
        .field("Back", "of a note")
        .build();
    let id = notes.add(note).await?;
    let ids = notes.info(&[id]).await?.remove(0).cards;
    let first = cards.info(&ids).await?.remove(0);
    same(
        (first.card_id, first.deck_name.as_str(), first.interval),
        (ids[0], "Default", 0),
    )?;
    same(first.question.ends_with("card"), true)?;
    same(cards.mod_time(&ids).await?[1].card_id, ids[1])?;
    same(cards.to_notes(&ids).await?, [id])?;
    same(cards.suspend(&ids[..1]).await?, true)?;
    same(cards.is_suspended(ids[0]).await?, true)?;
    same(
        cards.are_suspended(&[ids[0], ids[1], 1]).await?,
        [Some(true), Some(false), None],
    )?;
    same(cards.set_ease(&ids, &[4100, 3900]).await?, [true, true])?;
    same(cards.get_ease(&ids).await?, [4100, 3900])?;
    notes.delete(&[id]).await?;
    Ok(())
}

async fn notes(client: &AnkiClient) -> Outcome {
    let notes = client.notes();
    let first = notes.add(basic("one", "1")).await?;
    let refused = notes
        .add(basic("one", "again"))
        .await
        .map_err(|error| error.to_string());
    same(
        refused.is_err_and(|error| error.contains("duplicate")),
        true,
    )?;
    let added = notes
        .add_many(&[basic("two", "2"), basic("one", "again")])
        .await?;
    same((added[0].is_some(), added[1]), (true, None))?;
    let candidates = [basic("three", "3"), basic("one", "1"), basic("", "")];
    same(notes.can_add(&candidates).await?, [true, false, false])?;
    let details = notes.can_add_detailed(&candidates).await?;
    let details: Vec<_> = details
        .into_iter()
        .map(|detail| (detail.can_add, detail.error))
        .collect();
    let duplicate = "cannot create note because it is a duplicate".to_owned();
    let empty = "cannot create note because it is empty".to_owned();
    same(
        details,
        [(true, None), (false, Some(duplicate)), (false, Some(empty))],
    )?;

    notes.update_fields(first, &field("Back", "eins")).await?;
    same(&notes.info(&[first]).await?[0].fields["Back"].value, "eins")?;
    let changed = (field("Front", "uno"), ["a".to_owned()]);
    notes
        .update(first, Some(&changed.0), Some(&changed.1))
        .await?;
    let found = notes.info(&[first]).await?.remove(0);
    same(
        (found.note_id, found.model_name.as_str(), found.cards.len()),
        (first, "Basic", 1),
    )?;
    same(
        (
            found.fields["Front"].value.as_str(),
            found.fields["Back"].order,
        ),
        ("uno", 1),
    )?;
    same(notes.mod_time(&[first]).await?[0].note_id, first)?;
    notes.remove_empty().await?;
    notes.delete(&[first, added[0].ok_or("no id")?]).await?;
    Ok(())
}

async fn tags(client: &AnkiClient) -> Outcome {
    let notes = client.notes();
    let first = notes.add(basic("tagged", "1")).await?;
    let second = notes.add(basic("also tagged", "2")).await?;
    notes
        .set_tags(first, &["b".to_owned(), "c::d".to_owned()])
        .await?;
    notes.add_tags(&[first, second], "x y").await?;
    notes.remove_tags(&[first], "b y").await?;
    notes.replace_tags(&[first], "x", "z").await?;
    same(notes.get_tags(first).await?, ["c::d", "z"])?;
    notes.replace_tags_all("y", "w").await?;
    same(notes.get_tags(second).await?, ["w", "x"])?;
    notes.clear_unused_tags().await?;
    let mut all = notes.all_tags().await?;
    all.sort();
    same(all, ["c::d", "w", "x", "z"])?;
    notes.delete(&[first, second]).await?;
    Ok(())
}

async fn media(client: &AnkiClient) -> Outcome {
    let media = client.media();
    same(
        media
            .store(StoreMediaParams::from_base64("hello.txt", HELLO))
            .await?,
        "hello.txt",
    )?;
    same(media.list("*.txt").await?, ["hello.txt"])?;
    same(media.retrieve("hello.txt").await?, HELLO)?;
    same(media.directory().await?.ends_with("collection.media"), true)?;
    media.delete("hello.txt").await?;
    same(media.list("*.txt").await?.len(), 0)?;
    let sound = MediaAttachment {
        url: None,
        data: Some(HELLO.to_owned()),
        path: None,
        filename: "hello.mp3".to_owned(),
        fields: vec!["Back".to_owned()],
        skip_hash: None,
    };
    let note = NoteBuilder::new("Default", "Basic")
        .field("Front", "sound")
        .audio(sound)
        .build();
    let id = client.notes().add(note).await?;
    same(
        &client.notes().info(&[id]).await?[0].fields["Back"].value,
        "[sound:hello.mp3]",
    )?;
    client.notes().delete(&[id]).await?;
    Ok(())
}

async fn packages(client: &AnkiClient) -> Outcome {
    let path = "../packed.apkg";
    let id = client.notes().add(basic("packed", "back")).await?;
    let misc = client.misc();
    same(misc.export_package("Default", path, None).await?, true)?;
    client.notes().delete(&[id]).await?;
    same(client.misc().import_package(path).await?, true)?;
    client.notes().delete(&[id]).await?;
    Ok(())
}

/// Requests and replies that this client has otherwise than AnkiConnect: they are answered with an
/// error, or by what the client cannot read, as AnkiConnect does.
async fn mistaken(client: &AnkiClient) -> Outcome {
    let id = client.notes().add(basic("mistaken", "")).await?;
    let changed = client.notes().update_model(id, "Cloze", None).await;
    same(changed.is_err(), true)?;
    let params = FindReplaceParams::new("Basic", "Front", "a", "b");
    let replaced = client.models().find_and_replace(params).await;
    same(
        refusal(replaced).contains("unexpected keyword argument"),
        true,
    )?;
    let descriptions = client.models().field_descriptions("Basic").await;
    same(matches!(descriptions, Err(ankit::Error::Http(_))), true)?;
    let cards = client.notes().info(&[id]).await?.remove(0).cards;
    let unsuspended = client.cards().unsuspend(&cards).await;
    same(
        matches!(unsuspended, Err(ankit::Error::EmptyResponse)),
        true,
    )?;
    let missing = client.media().retrieve("missing.txt").await;
    same(matches!(missing, Err(ankit::Error::Http(_))), true)
}

fn refusal<T>(outcome: ankit::Result<T>) -> String {
    match outcome {
        Err(ankit::Error::AnkiConnect(sentence)) => sentence,
        _ => String::new(),
    }
}

fn basic(front: &str, back: &str) -> Note {
    NoteBuilder::new("Default", "Basic")
        .field("Front", front)
        .field("Back", back)
        .build()
}

fn field(name: &str, value: &str) -> HashMap<String, String> {
    HashMap::from([(name.to_owned(), value.to_owned())])
}

#[track_caller]
fn same<A: PartialEq<B> + Debug, B: Debug>(found: A, expected: B) -> Outcome {
    if found == expected {
        return Ok(());
    }
    let place = std::panic::Location::caller();
    Err(format!("{place}: found {found:?}, expected {expected:?}").into())
}
