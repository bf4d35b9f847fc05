//! Logging in at a terminal.

use ankid_testkit::{Oracle, SyncServer};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::syncing::login_words;
use crate::{ANKID, Outcome};

/// Runs a program on a terminal of its own and answers its question for a password, once the terminal has stopped to
/// show what is typed.
const ON_TERMINAL: &str = "\
import os, pty, termios, time
pid, terminal = pty.fork()
if pid == 0:
    kept = {k: v for k, v in os.environ.items() if not k.startswith('ANKI')}
    os.execve(args['words'][0], args['words'], kept)
said, typed, is_hidden = b'', False, False
deadline = time.monotonic() + 60
while True:
    if not typed and b'Password: ' in said:
        while termios.tcgetattr(terminal)[3] & termios.ECHO and time.monotonic() < deadline:
            time.sleep(0.01)
        is_hidden = not termios.tcgetattr(terminal)[3] & termios.ECHO
        os.write(terminal, args['password'].encode() + b'\\n')
        typed = True
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    said += chunk
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
result = {'said': said.decode(), 'status': status, 'is_hidden': is_hidden}";

#[test]
fn a_password_that_is_typed_is_not_shown() -> Outcome {
    let sync = SyncServer::start()?;
    let mut terminal = Oracle::start()?;
    let base = TempDir::new()?;
    let mut type_in = |password: &str| -> Result<Value, Box<dyn std::error::Error>> {
        let base = base.path().to_str().ok_or("a path that is no text")?;
        let endpoint = sync.endpoint();
        let words = [&[ANKID, "--base", base], &login_words(&endpoint)[..]].concat();
        let args = json!({ "words": words, "password": password });
        let outcome = terminal.run(ON_TERMINAL, &args)?;
        let said = outcome["said"].as_str().ok_or("said nothing")?;
        assert_eq!(outcome["is_hidden"], true, "{said}");
        assert!(said.starts_with("Password: "), "{said}");
        assert!(!said.contains(password), "{said}");
        Ok(outcome)
    };
    let logins = base.path().join("sync-logins.json");
    let wrong = type_in("wrong word")?;
    assert_eq!(wrong["status"], 1, "{wrong}");
    assert!(
        wrong["said"]
            .as_str()
            .is_some_and(|said| said.contains("does not accept"))
    );
    assert!(!logins.exists());
    let right = type_in(SyncServer::PASSWORD)?;
    assert_eq!(right["status"], 0, "{right}");
    assert!(
        right["said"]
            .as_str()
            .is_some_and(|said| said.contains("is logged in as user"))
    );
    assert!(!std::fs::read_to_string(logins)?.contains(SyncServer::PASSWORD));
    Ok(())
}
