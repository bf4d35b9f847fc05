//! What open pages are told as it happens.

use ankid_collection::{ChangeReport, CollectionError};
use ankid_desk::{Desk, Main, Window};
use schemars::JsonSchema;
use serde::Serialize;

use crate::activity::{self, ActivityRow};
use crate::host::{Host, Prompt};
use crate::screen::ScreenState;
use crate::syncing::SyncReport;

/// An event of the stream, one JSON object.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Event {
    /// The stream begins.
    Hello {
        /// The version of ankid.
        version: &'static str,
        /// The open profile.
        profile: Option<String>,
    },
    /// The screen is different now.
    Screen {
        /// All of it.
        screen: Box<ScreenState>,
        /// The page that did it; null for another program.
        page: Option<String>,
    },
    /// The collection changed.
    Changed {
        /// The kinds of things that did: `notes`, `cards`, `decks`, `deckConfigs`, `notetypes`, `tags`, `reviews`,
        /// `config`, `media`.
        kinds: Vec<&'static str>,
        /// The name of the change, such as "Add Note".
        label: String,
        /// What `undo` would take back now; null for nothing.
        undo: Option<&'static str>,
        /// What `redo` would make again; null for nothing.
        redo: Option<&'static str>,
        /// The page that did it; null for another program.
        page: Option<String>,
    },
    /// A request came in.
    Activity {
        /// What is known about it.
        row: Box<ActivityRow>,
    },
    /// Web pages wait for permission, or do no more.
    Prompts {
        /// All that wait.
        prompts: Vec<Prompt>,
    },
    /// Syncing goes otherwise than before, or something waits for it.
    Sync {
        /// As `syncStatus` answers.
        status: Box<SyncReport>,
    },
    /// Somebody who is no page moved the screen.
    Toast {
        /// Who.
        client: String,
        /// What they did.
        did: Did,
    },
    /// The sounds of the card under review are to be played.
    Audio {
        /// Those of the question or the answer.
        side: &'static str,
        /// The showing that they belong to.
        turn: u64,
    },
    /// How far long work is, while it goes on.
    Progress {
        /// What is done: `import`, `export`, `backup`, `optimize`.
        job: &'static str,
        /// What it is busy with: `collection` in bytes, `media`, `notes`, `cards`, `reviews` by their numbers.
        stage: &'static str,
        /// How much of that is done.
        done: u64,
        /// How much of it there is; 0 where that is not known.
        total: u64,
        /// The page that asked for it; null for another program.
        page: Option<String>,
    },
    /// The server ends; it may come back.
    Stopping {},
    /// Events were lost; everything is to be read anew.
    Missed {},
}

/// What somebody did to the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Did {
    /// Showed the list of decks.
    Decks,
    /// Showed a deck.
    Overview,
    /// Began to study a deck.
    Review,
    /// Searched in the browser.
    Browse,
    /// Opened the dialog that adds notes.
    Add,
    /// Opened the dialog that edits notes.
    Edit,
    /// Opened the dialog that imports files.
    Import,
    /// Checked the database.
    Check,
    /// Stopped the server.
    Exit,
}

impl Event {
    /// What a change of the collection is to pages.
    #[must_use]
    pub fn changed(report: &ChangeReport) -> Self {
        Self::Changed {
            kinds: activity::kinds(report),
            label: activity::label(report),
            undo: report.undo.undo,
            redo: report.undo.redo,
            page: activity::page_of(report),
        }
    }

    /// How syncing goes; `None` while no collection is open.
    fn sync(host: &dyn Host) -> Option<Self> {
        match SyncReport::of(host) {
            Ok(status) => Some(Self::Sync {
                status: Box::new(status),
            }),
            Err(problem) => {
                tracing::debug!(%problem, "nothing can be told about syncing");
                None
            }
        }
    }

    /// The event as it travels.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("memory takes every write, and keys are text")
    }
}

impl Did {
    /// What was done to bring the front window to the front.
    pub(crate) fn of(desk: &Desk) -> Self {
        match (desk.front(), desk.main()) {
            (Window::Main, Main::Decks) => Self::Decks,
            (Window::Main, Main::Overview(_)) => Self::Overview,
            (Window::Main, Main::Review(_) | Main::Finished(_)) => Self::Review,
            (Window::Browser, _) => Self::Browse,
            (Window::Add, _) => Self::Add,
            (Window::Edit, _) => Self::Edit,
            (Window::Import, _) => Self::Import,
        }
    }
}

/// What a page is told when it begins to listen.
#[must_use]
pub fn greeting(host: &dyn Host) -> Vec<Event> {
    let mut events = vec![Event::Hello {
        version: env!("CARGO_PKG_VERSION"),
        profile: host.active_profile(),
    }];
    if let Some(engine) = host.engine() {
        match host.screen().state(&engine) {
            Ok(screen) => events.push(Event::Screen {
                screen: Box::new(screen),
                page: None,
            }),
            Err(problem) => tracing::error!(%problem, "the screen could not be told"),
        }
    }
    events.push(Event::Prompts {
        prompts: host.prompts(),
    });
    events.extend(Event::sync(host));
    events
}

/// Tells the pages what follows from changes that others have reported.
#[derive(Debug, Default)]
pub struct Follower {
    /// What was told of syncing.
    sync: Option<Event>,
}

impl Follower {
    /// Keeps the screen in step with the collection, and tells the pages of it and of how syncing goes.
    pub fn follow(&mut self, host: &dyn Host) {
        follow_screen(host);
        let sync = Event::sync(host);
        if sync != self.sync {
            sync.iter().for_each(|event| host.announce(event));
            self.sync = sync;
        }
    }
}

fn follow_screen(host: &dyn Host) {
    let Some(engine) = host.engine() else {
        return;
    };
    let screen = host.screen();
    let mut stage = screen.hold();
    let revision = stage.revision();
    if let Err(problem) = stage.catch_up(&screen, &engine) {
        tracing::error!(%problem, "the screen could not follow a change");
    }
    if stage.revision() != revision {
        let state = engine.read::<_, CollectionError>(|view| Ok(ScreenState::of(&stage, view)));
        match state {
            Ok(screen) => host.announce(&Event::Screen {
                screen: Box::new(screen),
                page: None,
            }),
            Err(problem) => tracing::error!(%problem, "the screen could not be told"),
        }
    }
}
