//! Reads what the values of settings must be out of what a file holds.

use std::fmt;

use super::file::Plain;

pub(super) fn expected(key: &str, wanted: &str, value: &Plain) -> String {
    format!("`{key}` must be {wanted}, not {}", value.kind())
}

pub(super) fn within<P: fmt::Display>(key: &str) -> impl Fn(P) -> String {
    move |problem| format!("`{key}`: {problem}")
}

pub(super) fn truth(key: &str, value: Plain) -> Result<bool, String> {
    match value {
        Plain::Truth(truth) => Ok(truth),
        other => Err(expected(key, "true or false", &other)),
    }
}

pub(super) fn text(key: &str, value: Plain) -> Result<String, String> {
    match value {
        Plain::Text(text) => Ok(text),
        other => Err(expected(key, "text in quotes", &other)),
    }
}

pub(super) fn optional_text(key: &str, value: Plain) -> Result<Option<String>, String> {
    match value {
        Plain::Unset => Ok(None),
        value => text(key, value).map(Some),
    }
}

pub(super) fn origin_if_any(key: &str, value: Plain) -> Result<Vec<String>, String> {
    let origin = optional_text(key, value)?;
    Ok(origin
        .into_iter()
        .filter(|origin| !origin.is_empty())
        .collect())
}

pub(super) fn texts(key: &str, value: Plain) -> Result<Vec<String>, String> {
    match value {
        Plain::List(values) => values
            .into_iter()
            .map(|value| match value {
                Plain::Text(text) => Ok(text),
                other => Err(format!(
                    "`{key}` must hold texts in quotes only, not {}",
                    other.kind()
                )),
            })
            .collect(),
        other => Err(expected(
            key,
            "a list of texts such as [\"http://localhost\"]",
            &other,
        )),
    }
}

pub(super) fn number<N: TryFrom<i64> + Into<i64> + Copy>(
    key: &str,
    value: Plain,
    least: N,
    most: N,
) -> Result<N, String> {
    let range = format!("a whole number from {} to {}", least.into(), most.into());
    let Plain::Number(number) = value else {
        return Err(expected(key, &range, &value));
    };
    N::try_from(number)
        .ok()
        .filter(|_| (least.into()..=most.into()).contains(&number))
        .ok_or_else(|| format!("`{key}` must be {range}, not {number}"))
}
