//! Files that the product writes about itself. Each is printed by an example of the crate that
//! knows it, so that this crate need not be built with the product.

use std::fs;
use std::path::PathBuf;

use crate::process::{Program, TaskError};

/// A generated file, and the package whose example of the given name prints it.
struct Generated {
    path: &'static str,
    package: &'static str,
    example: &'static str,
}

const GENERATED: &[Generated] = &[
    Generated {
        path: "docs/actions.md",
        package: "ankid-api",
        example: "reference",
    },
    Generated {
        path: "web/src/api/openapi.json",
        package: "ankid-api",
        example: "openapi",
    },
];

/// Writes every generated file.
pub(crate) fn write() -> Result<(), TaskError> {
    for file in GENERATED {
        let path = crate::root().join(file.path);
        fs::write(&path, file.text()?).map_err(|source| TaskError::File { path, source })?;
        println!("wrote {}", file.path);
    }
    Ok(())
}

/// The generated files that differ from what the code says now.
pub(crate) fn stale() -> Result<Vec<PathBuf>, TaskError> {
    let mut stale = Vec::new();
    for file in GENERATED {
        let path = crate::root().join(file.path);
        if fs::read_to_string(&path).ok() != Some(file.text()?) {
            stale.push(file.path.into());
        }
    }
    Ok(stale)
}

impl Generated {
    fn text(&self) -> Result<String, TaskError> {
        let printed = Program::cargo()
            .args(["run", "--quiet", "--locked", "--package", self.package])
            .args(["--example", self.example])
            .output()?;
        printed.ok_or_else(|| TaskError::Failed(format!("example {}", self.example)))
    }
}
