//! Questions for permission: a page asks through the API, a person answers on the command line.
//!
//! Each open question is a small file in the base folder. `ankid origins` lists these files, writes
//! the decision into the settings file, and removes the question. The server watches both.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ankid_api::{Event, Permission, Prompt};
use serde::{Deserialize, Serialize};

use crate::error::{AnkidError, Result};
use crate::origins::LiveOrigins;
use crate::page::Hub;
use crate::settings::edit::{Decision, decide, replace};
use crate::settings::file::read_text;

const FOLDER: &str = "ankid-questions";
const MAX_QUESTIONS: usize = 8;
/// Requests that wait at once, for all questions together; each of them keeps a thread.
const MAX_WAITING: usize = 16;
const MAX_ORIGIN_BYTES: usize = 300;
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A question as its file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) origin: String,
    /// Seconds since 1970.
    pub(crate) expires: u64,
    /// The settings file that the asking server follows.
    pub(crate) settings: PathBuf,
}

/// The questions that this server has open.
pub(crate) struct Questions {
    folder: PathBuf,
    patience: Duration,
    origins: Arc<LiveOrigins>,
    /// Tells the open pages who asks.
    hub: Arc<Hub>,
    state: Mutex<State>,
    /// Wakes those who wait before it is time to look again.
    woken: Condvar,
}

#[derive(Default)]
struct State {
    open: HashMap<String, Open>,
    /// How many questions there were so far.
    asked: u64,
    stopping: bool,
}

#[derive(Clone)]
struct Open {
    file: PathBuf,
    deadline: Instant,
    waiting: usize,
}

impl Questions {
    /// Questions kept in the base folder `base`, each open for `patience`.
    pub(crate) fn new(
        base: &Path,
        patience: Duration,
        origins: Arc<LiveOrigins>,
        hub: Arc<Hub>,
    ) -> Self {
        let state = Mutex::default();
        Self {
            folder: base.join(FOLDER),
            patience,
            origins,
            state,
            hub,
            woken: Condvar::new(),
        }
    }

    /// Asks whether `origin` may use the server, and waits for the answer. No answer is a no.
    pub(crate) fn ask(&self, origin: &str) -> Permission {
        if self.origins.current().ignores(origin) {
            return Permission::Denied;
        }
        let open = match self.open(origin) {
            Ok(Some(open)) => open,
            Ok(None) => return Permission::Denied,
            Err(problem) => {
                tracing::error!(%problem, "a question for permission could not be asked");
                return Permission::Denied;
            }
        };
        self.tell_pages();
        let permission = self.wait(origin, &open);
        self.leave(origin);
        self.tell_pages();
        tracing::info!(
            ?origin,
            ?permission,
            "a question for permission was answered"
        );
        permission
    }

    /// The questions that wait for an answer.
    pub(crate) fn prompts(&self) -> Vec<Prompt> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let prompts = state.open.iter().map(|(origin, open)| Prompt {
            origin: origin.clone(),
            seconds_left: open.deadline.saturating_duration_since(now).as_secs(),
            seconds_total: self.patience.as_secs(),
        });
        let mut prompts: Vec<Prompt> = prompts.collect();
        prompts.sort_by(|one, other| one.origin.cmp(&other.origin));
        prompts
    }

    /// Writes down what was decided about a page that waits, and lets it know; whether it waits.
    pub(crate) fn answer(&self, origin: &str, decision: Decision) -> Result<bool> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = state.open.get(origin) else {
            return Ok(false);
        };
        decide(self.origins.settings_file(), origin, decision)?;
        remove(&open.file)?;
        drop(state);
        self.woken.notify_all();
        Ok(true)
    }

    fn tell_pages(&self) {
        let prompts = self.prompts();
        self.hub.announce(&Event::Prompts { prompts });
    }

    /// Answers all open questions with no, and every later one.
    pub(crate) fn stop(&self) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .stopping = true;
        self.woken.notify_all();
    }

    /// Joins the open question about `origin` or opens one; `None` if there are too many.
    fn open(&self, origin: &str) -> Result<Option<Open>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting: usize = state.open.values().map(|open| open.waiting).sum();
        let too_many = waiting >= MAX_WAITING
            || state.open.len() >= MAX_QUESTIONS && !state.open.contains_key(origin);
        if too_many || state.stopping || origin.is_empty() || origin.len() > MAX_ORIGIN_BYTES {
            tracing::debug!(
                ?origin,
                "a question for permission was denied without asking"
            );
            return Ok(None);
        }
        if let Some(open) = state.open.get_mut(origin) {
            open.waiting += 1;
            return Ok(Some(open.clone()));
        }
        state.asked += 1;
        let file = self.write(origin, state.asked)?;
        let open = Open {
            file,
            deadline: Instant::now() + self.patience,
            waiting: 1,
        };
        state.open.insert(origin.to_owned(), open.clone());
        tracing::warn!(
            "{origin:?} asks for permission to use your collection; answer within {} s with \
             `ankid origins allow {origin:?}`, or deny or ignore",
            self.patience.as_secs()
        );
        Ok(Some(open))
    }

    fn write(&self, origin: &str, number: u64) -> Result<PathBuf> {
        let failed = |source| AnkidError::WriteFile {
            path: self.folder.clone(),
            source,
        };
        let question = Question {
            origin: origin.to_owned(),
            expires: seconds_now().saturating_add(self.patience.as_secs()),
            settings: self.origins.settings_file().to_owned(),
        };
        let text = serde_json::to_string(&question).map_err(|problem| failed(problem.into()))?;
        std::fs::create_dir_all(&self.folder).map_err(failed)?;
        remove_expired(&self.folder)?;
        let file = self
            .folder
            .join(format!("{}-{number}.json", std::process::id()));
        replace(&file, &text)?;
        Ok(file)
    }

    fn wait(&self, origin: &str, open: &Open) -> Permission {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // A decision is written before the question is removed, so look in the other order.
            let removed = !open.file.exists();
            let lists = self.origins.current();
            if lists.allows(origin) {
                return Permission::Granted;
            }
            let over = open.deadline.saturating_duration_since(Instant::now());
            if removed || lists.ignores(origin) || over.is_zero() || state.stopping {
                return Permission::Denied;
            }
            let pause = LOOK_EVERY.min(over);
            (state, _) = self
                .woken
                .wait_timeout(state, pause)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Closes the question when nobody waits for its answer any more.
    fn leave(&self, origin: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = state.open.get_mut(origin) else {
            return;
        };
        open.waiting -= 1;
        if open.waiting == 0 {
            if let Err(problem) = remove(&open.file) {
                tracing::error!(%problem, "a question for permission could not be removed");
            }
            state.open.remove(origin);
        }
    }
}

/// The questions that wait for an answer in the base folder `base`, with their files.
pub(crate) fn list(base: &Path) -> Result<Vec<(PathBuf, Question)>> {
    let mut questions = read_all(&base.join(FOLDER))?;
    questions.retain(|(_, question)| question.seconds_left() > 0);
    Ok(questions)
}

/// Removes a question that has been answered.
pub(crate) fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(problem) if problem.kind() != ErrorKind::NotFound => Err(AnkidError::WriteFile {
            path: file.to_owned(),
            source: problem,
        }),
        _ => Ok(()),
    }
}

impl Question {
    pub(crate) fn seconds_left(&self) -> u64 {
        self.expires.saturating_sub(seconds_now())
    }
}

/// Removes what a server that was killed left behind.
fn remove_expired(folder: &Path) -> Result<()> {
    for (file, question) in read_all(folder)? {
        if question.seconds_left() == 0 {
            remove(&file)?;
        }
    }
    Ok(())
}

fn read_all(folder: &Path) -> Result<Vec<(PathBuf, Question)>> {
    let unreadable = |source| AnkidError::ReadFile {
        path: folder.to_owned(),
        source,
    };
    let entries = match std::fs::read_dir(folder) {
        Err(problem) if problem.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let mut questions = Vec::new();
    for entry in entries {
        let file = entry.map_err(unreadable)?.path();
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        // A question may go while it is read.
        let Some(text) = read_text(&file)? else {
            continue;
        };
        match serde_json::from_str(&text) {
            Ok(question) => questions.push((file, question)),
            Err(problem) => tracing::warn!(%problem, file = %file.display(), "no question in it"),
        }
    }
    Ok(questions)
}

fn seconds_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::settings::edit::{Decision, decide};
    use crate::settings::{Location, OriginLists};

    const A: &str = "https://a.example";

    fn questions(base: &Path, patience: Duration) -> Arc<Questions> {
        let location = Location {
            path: base.join("ankid.toml"),
            required: false,
        };
        let origins = Arc::new(LiveOrigins::new(location, OriginLists::default()));
        Arc::new(Questions::new(
            base,
            patience,
            origins,
            Arc::new(Hub::new()),
        ))
    }

    fn ask(questions: &Arc<Questions>, origin: &str) -> thread::JoinHandle<Permission> {
        let (questions, origin) = (Arc::clone(questions), origin.to_owned());
        thread::spawn(move || questions.ask(&origin))
    }

    fn wait_for_questions(base: &Path, count: usize) -> Vec<(PathBuf, Question)> {
        loop {
            let listed = list(base).unwrap();
            if listed.len() == count {
                return listed;
            }
            thread::yield_now();
        }
    }

    #[test]
    fn a_question_waits_for_the_decision_in_the_settings() {
        let table = [
            (Some(Decision::Allow), Permission::Granted),
            (Some(Decision::Ignore), Permission::Denied),
            (None, Permission::Denied),
        ];
        for (decision, expected) in table {
            let base = tempfile::tempdir().unwrap();
            let asking = ask(&questions(base.path(), Duration::from_secs(600)), A);
            let (file, question) = wait_for_questions(base.path(), 1).remove(0);
            assert_eq!(question.origin, A);
            assert!((590..=600).contains(&question.seconds_left()));
            if let Some(decision) = decision {
                decide(&question.settings, A, decision).unwrap();
            }
            remove(&file).unwrap();
            assert_eq!(asking.join().unwrap(), expected, "{decision:?}");
            assert_eq!(list(base.path()).unwrap(), []);
        }
    }

    #[test]
    fn a_page_answers_a_question_at_once() {
        for (decision, expected) in [
            (Decision::Allow, Permission::Granted),
            (Decision::Deny, Permission::Denied),
            (Decision::Ignore, Permission::Denied),
        ] {
            let base = tempfile::tempdir().unwrap();
            let questions = questions(base.path(), Duration::from_secs(600));
            assert!(!questions.answer(A, decision).unwrap());
            let asking = ask(&questions, A);
            while questions.prompts().is_empty() {
                thread::yield_now();
            }
            let prompt = questions.prompts().remove(0);
            assert_eq!((prompt.origin.as_str(), prompt.seconds_total), (A, 600));
            assert!(questions.answer(A, decision).unwrap());
            assert_eq!(asking.join().unwrap(), expected, "{decision:?}");
            assert_eq!(questions.prompts(), []);
            let ignored = questions.origins.current().ignores(A);
            assert_eq!(ignored, decision == Decision::Ignore);
        }
    }

    #[test]
    fn requests_of_one_origin_share_a_question() {
        let base = tempfile::tempdir().unwrap();
        let questions = questions(base.path(), Duration::from_secs(600));
        let asking = [ask(&questions, A), ask(&questions, A)];
        while questions
            .state
            .lock()
            .unwrap()
            .open
            .get(A)
            .is_none_or(|open| open.waiting < 2)
        {
            thread::yield_now();
        }
        decide(
            &wait_for_questions(base.path(), 1).remove(0).1.settings,
            A,
            Decision::Allow,
        )
        .unwrap();
        for asking in asking {
            assert_eq!(asking.join().unwrap(), Permission::Granted);
        }
        assert_eq!(list(base.path()).unwrap(), []);
    }

    #[test]
    fn no_answer_in_time_is_a_no() {
        let base = tempfile::tempdir().unwrap();
        let asked = questions(base.path(), Duration::from_millis(1)).ask(A);
        assert_eq!(asked, Permission::Denied);
    }

    #[test]
    fn the_number_of_questions_is_bounded() {
        let base = tempfile::tempdir().unwrap();
        let questions = questions(base.path(), Duration::from_secs(600));
        let asking: Vec<_> = (0..MAX_QUESTIONS)
            .map(|n| ask(&questions, &format!("https://{n}.example")))
            .collect();
        wait_for_questions(base.path(), MAX_QUESTIONS);
        assert_eq!(questions.ask(A), Permission::Denied);
        questions.stop();
        for asking in asking {
            assert_eq!(asking.join().unwrap(), Permission::Denied);
        }
        assert_eq!(questions.ask(A), Permission::Denied);
    }

    #[test]
    fn nobody_is_asked_about_ignored_empty_and_overlong_origins() {
        let base = tempfile::tempdir().unwrap();
        decide(&base.path().join("ankid.toml"), A, Decision::Ignore).unwrap();
        let questions = questions(base.path(), Duration::from_secs(600));
        for origin in [A, "", &"x".repeat(MAX_ORIGIN_BYTES + 1)] {
            assert_eq!(questions.ask(origin), Permission::Denied, "{origin}");
        }
    }

    #[test]
    fn questions_of_a_killed_server_are_not_listed_and_go() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join(FOLDER);
        std::fs::create_dir(&folder).unwrap();
        let old = folder.join("1-1.json");
        std::fs::write(
            &old,
            r#"{"origin": "https://b.example", "expires": 1, "settings": "x"}"#,
        )
        .unwrap();
        assert_eq!(list(base.path()).unwrap(), []);
        questions(base.path(), Duration::from_millis(1)).ask(A);
        assert!(!old.exists());
    }
}
