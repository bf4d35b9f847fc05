//! Edits a settings file, and leaves the rest of it as the user wrote it. Only one edit happens at a time.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, TableLike, Value, value};

use super::file::{self, Format};
use super::{OriginLists, Settings};
use crate::error::{AnkidError, Result};

const ALLOWED: &str = "webCorsOriginList";
const IGNORED: &str = "ignoreOriginList";

/// What a person decides about an origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It may use the server.
    Allow,
    /// It may not, but may ask.
    Deny,
    /// It may not, and is never asked about.
    Ignore,
}

/// Writes `decision` about `origin` into the settings file at `path`; creates a TOML file where
/// there is none. Returns the lists as they are then.
pub(crate) fn decide(path: &Path, origin: &str, decision: Decision) -> Result<OriginLists> {
    let _turn = turn(path)?;
    let text = file::read_text(path)?.unwrap_or_default();
    let before = Settings::parse_file(path, &text)?.origins;
    let mut after = before.clone();
    set_member(&mut after.allowed, origin, decision == Decision::Allow);
    set_member(&mut after.ignored, origin, decision == Decision::Ignore);
    if after != before {
        let edited = match Format::of(&text) {
            Format::Toml => edit_toml(&text, &before, &after),
            Format::Json => edit_json(&text, &before, &after),
        };
        let edited = edited.map_err(|problem| AnkidError::BadSetting {
            path: path.to_owned(),
            line: 1,
            problem,
        })?;
        replace(path, &edited)?;
    }
    Ok(after)
}

/// Writes `value` of the setting `key` into the settings file at `path`, or removes the setting where it is null.
/// The file is left as it was if it would not be read then.
pub(crate) fn change(path: &Path, key: &str, value: &serde_json::Value) -> Result<()> {
    let _turn = turn(path)?;
    let text = file::read_text(path)?.unwrap_or_default();
    let refused = |problem: String| AnkidError::BadSetting {
        path: path.to_owned(),
        line: 1,
        problem,
    };
    let edited = match Format::of(&text) {
        Format::Toml => change_toml(&text, key, value),
        Format::Json => change_json(&text, key, value),
    };
    let edited = edited.map_err(refused)?;
    Settings::parse_file(path, &edited)?;
    replace(path, &edited)
}

/// Waits until no other thread or process edits the settings file at `path`; the edit's turn ends with the answered file.
/// The lock is a file of its own, since an edit replaces the settings file.
fn turn(path: &Path) -> Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let locked = File::create(&name).and_then(|file| file.lock().map(|()| file));
    locked.map_err(|source| AnkidError::WriteFile {
        path: PathBuf::from(name),
        source,
    })
}

fn change_toml(text: &str, key: &str, value: &serde_json::Value) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|problem| format!("{problem}"))?;
    let (table, name): (&mut dyn TableLike, &str) = match key.split_once('.') {
        None => (document.as_table_mut(), key),
        Some((section, name)) => {
            let table = document.entry(section).or_insert_with(toml_edit::table);
            let table = table.as_table_like_mut();
            (
                table.ok_or_else(|| format!("`{section}` is no table"))?,
                name,
            )
        }
    };
    if value.is_null() {
        table.remove(name);
    } else {
        table.insert(name, toml_edit::value(toml_value(key, value)?));
    }
    Ok(document.to_string())
}

fn toml_value(key: &str, value: &serde_json::Value) -> Result<Value, String> {
    match value {
        serde_json::Value::Bool(value) => Ok((*value).into()),
        serde_json::Value::String(text) => Ok(text.as_str().into()),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(number) => Ok(number.into()),
            None => Err(format!("`{key}` must be a whole number")),
        },
        serde_json::Value::Array(items) => {
            let items = items.iter().map(|item| toml_value(key, item));
            Ok(Value::Array(items.collect::<Result<Array, String>>()?))
        }
        serde_json::Value::Null | serde_json::Value::Object(_) => {
            Err(format!("`{key}` cannot be set to that"))
        }
    }
}

fn change_json(text: &str, key: &str, value: &serde_json::Value) -> Result<String, String> {
    let mut json: serde_json::Value = serde_json::from_str(text).map_err(|p| p.to_string())?;
    let nested = json.get("config").is_some_and(serde_json::Value::is_object);
    let settings = if nested {
        &mut json["config"]
    } else {
        &mut json
    };
    // The add-on's file knows no tables: a setting in one stands there by its whole name.
    match settings.as_object_mut() {
        Some(settings) if value.is_null() => drop(settings.remove(key)),
        _ => settings[key] = value.clone(),
    }
    let mut edited = serde_json::to_string_pretty(&json).map_err(|problem| problem.to_string())?;
    edited.push('\n');
    Ok(edited)
}

fn set_member(list: &mut Vec<String>, origin: &str, member: bool) {
    if !member {
        list.retain(|listed| listed != origin);
    } else if !list.iter().any(|listed| listed == origin) {
        list.push(origin.to_owned());
    }
}

fn edit_toml(text: &str, before: &OriginLists, after: &OriginLists) -> Result<String, String> {
    let mut document: DocumentMut = text.parse().map_err(|problem| format!("{problem}"))?;
    if after.allowed != before.allowed {
        edit_toml_list(&mut document, ALLOWED, &before.allowed, &after.allowed);
    }
    if after.ignored != before.ignored {
        edit_toml_list(&mut document, IGNORED, &before.ignored, &after.ignored);
    }
    Ok(document.to_string())
}

fn edit_toml_list(document: &mut DocumentMut, key: &str, before: &[String], after: &[String]) {
    let item = document
        .entry(key)
        .or_insert_with(|| value(Array::from_iter(before)));
    let Some(array) = item.as_array_mut() else {
        return;
    };
    array.retain(|listed| {
        listed
            .as_str()
            .is_some_and(|listed| after.iter().any(|a| a == listed))
    });
    for origin in after.iter().filter(|origin| !before.contains(origin)) {
        push_toml(array, origin);
    }
}

/// Adds `origin` at the end: on a line of its own where the ones before have one, and behind the
/// comment that follows the last of them.
fn push_toml(array: &mut Array, origin: &str) {
    let prefix = array
        .iter()
        .last()
        .and_then(|last| last.decor().prefix()?.as_str());
    let Some((_, indent)) = prefix.and_then(|prefix| prefix.rsplit_once('\n')) else {
        array.push(origin);
        return;
    };
    let trailing = array.trailing().as_str().unwrap_or_default();
    let prefix = format!("{}\n{indent}", trailing.trim_end());
    array.push_formatted(Value::from(origin).decorated(prefix, ""));
    array.set_trailing("\n");
    array.set_trailing_comma(true);
}

fn edit_json(text: &str, before: &OriginLists, after: &OriginLists) -> Result<String, String> {
    let mut json: serde_json::Value = serde_json::from_str(text).map_err(|p| p.to_string())?;
    let nested = json.get("config").is_some_and(serde_json::Value::is_object);
    let settings = if nested {
        &mut json["config"]
    } else {
        &mut json
    };
    if after.allowed != before.allowed {
        settings[ALLOWED] = after.allowed.clone().into();
    }
    if after.ignored != before.ignored {
        settings[IGNORED] = after.ignored.clone().into();
    }
    let mut edited = serde_json::to_string_pretty(&json).map_err(|problem| problem.to_string())?;
    edited.push('\n');
    Ok(edited)
}

/// Replaces the file at `path` in one step: a reader sees the old text or the new one.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    let failed = |source| AnkidError::WriteFile {
        path: path.to_owned(),
        source,
    };
    let target = real_path(path).map_err(failed)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    temporary.write_all(text.as_bytes()).map_err(failed)?;
    if let Ok(metadata) = std::fs::metadata(&target) {
        temporary
            .as_file()
            .set_permissions(metadata.permissions())
            .map_err(failed)?;
    }
    temporary.as_file().sync_all().map_err(failed)?;
    temporary
        .persist(&target)
        .map_err(|problem| failed(problem.error))?;
    Ok(())
}

/// Follows symbolic links, so that the file behind them is replaced and not the link.
fn real_path(path: &Path) -> std::io::Result<PathBuf> {
    if path.exists() {
        path.canonicalize()
    } else {
        std::path::absolute(path)
    }
}
