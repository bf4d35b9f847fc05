//! Which crate may use which: the one-way house of ARCHITECTURE.md. Dependencies of tests are free.

use serde_json::Value;

use super::Violation;
use crate::process::{Program, TaskError};

/// Our crates, each with those of ours that it may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("ankid-types", &[]),
    ("ankid-schema11", &["ankid-types"]),
    ("ankid-template", &["ankid-types"]),
    ("ankid-search", &["ankid-types"]),
    ("ankid-scheduler", &["ankid-types"]),
    (
        "ankid-storage",
        &[
            "ankid-types",
            "ankid-schema11",
            "ankid-template",
            "ankid-search",
        ],
    ),
    (
        "ankid-collection",
        &[
            "ankid-types",
            "ankid-schema11",
            "ankid-template",
            "ankid-search",
            "ankid-scheduler",
            "ankid-storage",
        ],
    ),
    ("ankid-desk", &["ankid-types"]),
    (
        "ankid-package",
        &[
            "ankid-types",
            "ankid-template",
            "ankid-search",
            "ankid-scheduler",
            "ankid-storage",
            "ankid-collection",
        ],
    ),
    ("ankid-report", &["ankid-types", "ankid-collection"]),
    (
        "ankid-sync",
        &[
            "ankid-types",
            "ankid-schema11",
            "ankid-collection",
            "ankid-package",
        ],
    ),
    (
        "ankid-api",
        &[
            "ankid-types",
            "ankid-schema11",
            "ankid-template",
            "ankid-collection",
            "ankid-report",
            "ankid-package",
            "ankid-desk",
        ],
    ),
    (
        "ankid",
        &[
            "ankid-types",
            "ankid-storage",
            "ankid-collection",
            "ankid-package",
            "ankid-desk",
            "ankid-sync",
            "ankid-api",
        ],
    ),
    ("ankid-testkit", &[]),
    ("xtask", &[]),
];

/// Crates of others that only these of ours may name.
const OWNED: &[(&str, &[&str])] = &[
    ("rusqlite", &["ankid-storage", "ankid-testkit"]),
    ("prost", &["ankid-storage", "ankid-package"]),
    ("zip", &["ankid-package", "ankid-sync"]),
    ("axum", &["ankid"]),
    ("tokio", &["ankid"]),
    ("clap", &["ankid"]),
    ("indicatif", &["ankid"]),
    ("ureq", &["ankid-collection", "ankid-sync", "ankid-testkit"]),
    ("charts-rs", &["ankid-report"]),
    ("maud", &["ankid-report"]),
];

/// A package as `cargo metadata` describes it.
struct Package {
    name: String,
    /// What it needs to be built, without the dependencies of its tests.
    uses: Vec<String>,
    inherits_lints: bool,
}

/// Forbidden edges, and crates outside the table or the workspace's lints.
pub(super) fn check() -> Result<Vec<Violation>, TaskError> {
    Ok(packages()?.iter().flat_map(check_package).collect())
}

fn check_package(package: &Package) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut complain = |message: String| {
        violations.push(Violation::new(format!("crate {}", package.name), message))
    };
    let ours = |name: &str| ROOMS.iter().find(|(room, _)| *room == name);
    let Some((_, may_use)) = ours(&package.name) else {
        complain("has no row in the table of rooms (crates/xtask/src/tidy/edges.rs)".to_owned());
        return violations;
    };
    for used in &package.uses {
        if ours(used).is_some() && !may_use.contains(&used.as_str()) {
            complain(format!("may not use `{used}`; the house is one-way"));
        }
        let owners = OWNED.iter().find(|(name, _)| name == used);
        if let Some((_, owners)) = owners
            && !owners.contains(&package.name.as_str())
        {
            complain(format!(
                "may not use `{used}`; only {} may",
                owners.join(" and ")
            ));
        }
    }
    if !package.inherits_lints {
        complain("lacks `[lints] workspace = true`".to_owned());
    }
    violations
}

fn packages() -> Result<Vec<Package>, TaskError> {
    let metadata = Program::cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()?
        .ok_or_else(|| TaskError::Failed("cargo metadata".to_owned()))?;
    let metadata: Value =
        serde_json::from_str(&metadata).map_err(|error| TaskError::Metadata(error.to_string()))?;
    list(&metadata, "packages")?.iter().map(package).collect()
}

fn package(metadata: &Value) -> Result<Package, TaskError> {
    let mut uses = Vec::new();
    for dependency in list(metadata, "dependencies")? {
        if dependency["kind"] != "dev" {
            uses.push(text(dependency, "name")?);
        }
    }
    let manifest = text(metadata, "manifest_path")?;
    let source = std::fs::read_to_string(&manifest).map_err(|source| TaskError::File {
        path: manifest.into(),
        source,
    })?;
    Ok(Package {
        name: text(metadata, "name")?,
        uses,
        inherits_lints: source.contains("[lints]\nworkspace = true"),
    })
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>, TaskError> {
    let found = value[key].as_array();
    found.ok_or_else(|| TaskError::Metadata(format!("no list `{key}`")))
}

fn text(value: &Value, key: &str) -> Result<String, TaskError> {
    let found = value[key].as_str().map(ToOwned::to_owned);
    found.ok_or_else(|| TaskError::Metadata(format!("no text `{key}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(name: &str, uses: &[&str], inherits_lints: bool) -> Vec<String> {
        let package = Package {
            name: name.to_owned(),
            uses: uses.iter().map(|used| (*used).to_owned()).collect(),
            inherits_lints,
        };
        check_package(&package)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_room_may_use_the_rooms_above_it_and_what_nobody_owns() {
        assert_eq!(
            complaints("ankid-storage", &["ankid-types", "rusqlite", "serde"], true),
            [""; 0]
        );
    }

    #[test]
    fn edges_upwards_and_crates_of_other_owners_are_forbidden() {
        assert_eq!(
            complaints("ankid-collection", &["ankid-api", "rusqlite"], false),
            [
                "crate ankid-collection: may not use `ankid-api`; the house is one-way",
                "crate ankid-collection: may not use `rusqlite`; only ankid-storage and ankid-testkit may",
                "crate ankid-collection: lacks `[lints] workspace = true`",
            ]
        );
    }

    #[test]
    fn a_crate_outside_the_table_is_reported() {
        assert_eq!(complaints("ankid-new", &[], true).len(), 1);
    }
}
