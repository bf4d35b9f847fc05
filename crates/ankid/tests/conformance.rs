//! Plays the recorded answers of conformance/ against a running ankid, a test for each scenario.
//!
//! A step may differ from its record only while conformance/expected-failures.txt names it, and must
//! differ as long as it is named there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use ankid_testkit::ServerSetup;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance");

fn main() -> Result<ExitCode, Failed> {
    let arguments = Arguments::from_args();
    let expected = fs::read_to_string(Path::new(CORPUS).join("expected-failures.txt"))?;
    let expected: BTreeSet<String> = expected
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(ToOwned::to_owned)
        .collect();
    let mut trials = Vec::new();
    let mut known_steps = BTreeSet::new();
    for path in scenarios()? {
        let scenario = Scenario::read(path)?;
        known_steps.extend(scenario.steps.iter().cloned());
        let expected = scenario.steps.intersection(&expected).cloned().collect();
        trials.push(Trial::test(scenario.name.clone(), move || {
            scenario.check(&expected)
        }));
    }
    let unknown: Vec<_> = expected.difference(&known_steps).cloned().collect();
    trials.push(Trial::test(
        "every expected failure names a step",
        move || {
            if unknown.is_empty() {
                Ok(())
            } else {
                Err(unknown.join("\n").into())
            }
        },
    ));
    Ok(libtest_mimic::run(&arguments, trials).exit_code())
}

fn scenarios() -> Result<Vec<PathBuf>, Failed> {
    let entries = fs::read_dir(Path::new(CORPUS).join("scenarios"))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, Failed>>()?;
    paths.sort();
    Ok(paths)
}

struct Scenario {
    path: PathBuf,
    name: String,
    profiles: Vec<String>,
    settings: Vec<(String, Value)>,
    /// `NN-name: step`, as replay.py names them.
    steps: BTreeSet<String>,
}

impl Scenario {
    fn read(path: PathBuf) -> Result<Self, Failed> {
        let content: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        let name = path
            .file_stem()
            .ok_or("no file name")?
            .to_string_lossy()
            .into_owned();
        let texts = |list: &Value, key: &str| -> Vec<String> {
            let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
            let text = |item: &Value| {
                if key.is_empty() {
                    item.clone()
                } else {
                    item[key].clone()
                }
            };
            list.iter()
                .filter_map(|item| text(item).as_str().map(ToOwned::to_owned))
                .collect()
        };
        let mut profiles = texts(&content["profiles"], "");
        if profiles.is_empty() {
            profiles.push("User 1".to_owned());
        }
        let steps = texts(&content["steps"], "name");
        let steps = steps
            .into_iter()
            .map(|step| format!("{name}: {step}"))
            .collect();
        let mut settings = vec![("addNotes".to_owned(), Value::from("all-or-nothing"))];
        for (key, value) in content["config"].as_object().into_iter().flatten() {
            settings.push((key.clone(), value.clone()));
        }
        Ok(Self {
            path,
            name,
            profiles,
            settings,
            steps,
        })
    }

    fn check(&self, expected: &BTreeSet<String>) -> Result<(), Failed> {
        let mut setup = ServerSetup::new(env!("CARGO_BIN_EXE_ankid")).profiles(&self.profiles);
        for (key, value) in &self.settings {
            setup = setup.setting(key, value.clone());
        }
        let server = setup.start()?;
        let replay = Command::new("python3")
            .arg(Path::new(CORPUS).join("replay.py"))
            .args(["check", "--url", server.client().url()])
            .arg(&self.path)
            .output()?;
        let report = String::from_utf8(replay.stdout)?;
        let mut lines: Vec<&str> = report.lines().collect();
        if !lines.pop().is_some_and(|line| line.ends_with(" failed")) {
            let problem = String::from_utf8_lossy(&replay.stderr).into_owned();
            return Err(format!("replay.py broke off:\n{report}{problem}").into());
        }
        let complaints = self.judge(&lines, expected);
        if complaints.is_empty() {
            Ok(())
        } else {
            Err(complaints.into())
        }
    }

    /// What the report says of steps that are not expected to fail, and which expected failures it
    /// lacks. A failed step is a line, with its differences on indented lines below.
    fn judge(&self, report: &[&str], expected: &BTreeSet<String>) -> String {
        let mut complaints = String::new();
        let mut failed = BTreeSet::new();
        let mut is_news = false;
        for &line in report {
            if let Some(step) = self.steps.get(line) {
                failed.insert(step.clone());
                is_news = !expected.contains(step);
            }
            if is_news {
                complaints += &format!("{line}\n");
            }
        }
        for step in expected.difference(&failed) {
            complaints +=
                &format!("{step}\n    passes: take it off conformance/expected-failures.txt\n");
        }
        complaints
    }
}
