//! The main window: decks, overview, the way into a review, and out of the program.

use ankid_types::DeckId;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, HostAction, Spec, example};
use crate::door::Call;
use crate::error::ApiError;
use crate::events::Did;

/// Shows a deck in the main window, ready to be studied, and makes it the current deck. Answers whether there is
/// one of that name.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiDeckOverview {
    /// The deck's name, in any letter case.
    name: String,
}

impl Action for GuiDeckOverview {
    const SPEC: Spec = Spec::new(
        "guiDeckOverview",
        &[
            example(r#"{"name": "Default"}"#, "true"),
            example(r#"{"name": "nothing"}"#, "false"),
        ],
    );
    type Reply = bool;
}

impl HostAction for GuiDeckOverview {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        let Some(deck) = deck_named(call, &self.name)? else {
            return Ok(false);
        };
        call.on_screen(|stage, engine| {
            engine.write(move |transaction| transaction.select_deck(deck))?;
            stage.show_overview(deck);
            Ok(true)
        })
    }
}

/// Shows the list of decks in the main window.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiDeckBrowser {}

impl Action for GuiDeckBrowser {
    const SPEC: Spec = Spec::new("guiDeckBrowser", &[example("{}", "null")]);
    type Reply = ();
}

impl HostAction for GuiDeckBrowser {
    fn run(self, call: &Call<'_>) -> Result<(), ApiError> {
        call.on_screen(|stage, _engine| {
            stage.show_decks();
            Ok(())
        })
    }
}

/// Starts to review a deck in the main window. Answers whether there is a deck of that name; one that has nothing
/// to review now says so on the screen.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiDeckReview {
    /// The deck's name, in any letter case.
    name: String,
}

impl Action for GuiDeckReview {
    const SPEC: Spec = Spec::new(
        "guiDeckReview",
        &[
            example(r#"{"name": "Default"}"#, "true"),
            example(r#"{"name": "nothing"}"#, "false"),
        ],
    );
    type Reply = bool;
}

impl HostAction for GuiDeckReview {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        let Some(deck) = deck_named(call, &self.name)? else {
            return Ok(false);
        };
        call.on_screen(|stage, engine| {
            stage.study(engine, deck)?;
            Ok(true)
        })
    }
}

fn deck_named(call: &Call<'_>, name: &str) -> Result<Option<DeckId>, ApiError> {
    call.engine()?
        .read(|view| Ok(view.deck_named(name).map(|deck| deck.id)))
}

/// Takes the newest change back. During a review that brings the card back that was answered last.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiUndo {}

impl Action for GuiUndo {
    const SPEC: Spec = Spec::new("guiUndo", &[example("{}", "true")]);
    type Reply = bool;
}

impl HostAction for GuiUndo {
    fn run(self, call: &Call<'_>) -> Result<bool, ApiError> {
        let author = call.author();
        call.engine()?.write::<_, ApiError>(move |transaction| {
            transaction.set_author(author.into());
            Ok(transaction.undo().map(drop)?)
        })?;
        call.on_screen(|_stage, _engine| Ok(()))?;
        Ok(true)
    }
}

/// Stops the server soon after the reply, as it would stop when asked by the system: with all changes saved.
#[derive(Deserialize, JsonSchema)]
pub(super) struct GuiExitAnki {}

impl Action for GuiExitAnki {
    const SPEC: Spec = Spec::new("guiExitAnki", &[example("{}", "null")]);
    type Reply = ();
}

impl HostAction for GuiExitAnki {
    fn run(self, call: &Call<'_>) -> Result<(), ApiError> {
        call.say(Did::Exit);
        call.host().stop();
        Ok(())
    }
}
