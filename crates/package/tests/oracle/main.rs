//! Packages of ours read by the official engine, and the other way round.

mod apkg;
mod backup;
mod colpkg;
mod older;
mod text;

use std::error::Error;
use std::path::{Path, PathBuf};

use ankid_collection::{Engine, EngineOptions};
use ankid_testkit::{Oracle, TestkitError};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a test returns, so that it can use `?` on everything around what it checks.
type Outcome = Result<(), Box<dyn Error>>;

/// A folder with collections of several names, and the official engine, which has none open.
struct Place {
    folder: TempDir,
    oracle: Oracle,
}

impl Place {
    fn new() -> Result<Self, Box<dyn Error>> {
        Ok(Self {
            folder: TempDir::new()?,
            oracle: Oracle::start()?,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The collection file of a profile of its own.
    fn collection(&self, profile: &str) -> Result<PathBuf, Box<dyn Error>> {
        let folder = self.path(profile);
        std::fs::create_dir_all(&folder)?;
        Ok(folder.join("collection.anki2"))
    }

    /// Runs Python on a collection, and closes it again.
    fn run(&mut self, collection: &Path, code: &str, args: &Value) -> Result<Value, TestkitError> {
        self.oracle.reopen(collection)?;
        let result = self.oracle.run(code, args);
        self.oracle.close()?;
        result
    }

    /// A new collection of the official engine.
    fn empty(&mut self, profile: &str) -> Result<PathBuf, Box<dyn Error>> {
        let path = self.collection(profile)?;
        self.run(&path, "", &Value::Null)?;
        Ok(path)
    }

    /// A copy of a collection that nobody has open, and of its media.
    fn copy(&self, of: &Path, profile: &str) -> Result<PathBuf, Box<dyn Error>> {
        let path = self.collection(profile)?;
        std::fs::copy(of, &path)?;
        let (from, to) = (of.with_extension("media"), path.with_extension("media"));
        std::fs::create_dir_all(&to)?;
        for file in std::fs::read_dir(from)? {
            let file = file?;
            std::fs::copy(file.path(), to.join(file.file_name()))?;
        }
        Ok(path)
    }

    /// A collection that the official engine has filled.
    fn filled(&mut self, profile: &str, seed: u32) -> Result<PathBuf, Box<dyn Error>> {
        let path = self.collection(profile)?;
        self.run(&path, include_str!("fill.py"), &json!({ "seed": seed }))?;
        Ok(path)
    }

    /// All that a user can see in a collection, which must be healthy.
    fn contents(&mut self, collection: &Path) -> Result<Value, Box<dyn Error>> {
        self.oracle.reopen(collection)?;
        let problems = self.oracle.check()?;
        let contents = self.oracle.contents();
        self.oracle.close()?;
        assert_eq!(problems, [""; 0], "{}", collection.display());
        Ok(contents?)
    }
}

fn open(collection: &Path) -> Result<Engine, Box<dyn Error>> {
    Ok(Engine::open(collection, EngineOptions::default())?)
}
