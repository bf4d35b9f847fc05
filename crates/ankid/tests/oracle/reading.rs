//! What the official engine wrote, ankid reads equal.

use ankid_testkit::{Oracle, ServerSetup, differences};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::view::{self, items};
use crate::{ANKID, Outcome};

const FILL: &str = include_str!("fill.py");

#[test]
fn a_collection_filled_by_the_official_engine_reads_equal() -> Outcome {
    for seed in 1..=3 {
        let base = TempDir::new()?;
        let collection = base.path().join("User 1/collection.anki2");
        std::fs::create_dir_all(base.path().join("User 1"))?;
        let mut oracle = Oracle::open(&collection)?;
        oracle.run(FILL, &json!({ "seed": seed }))?;
        let (contents, dump) = (oracle.contents()?, oracle.dump()?);
        oracle.close()?;

        let mut server = ServerSetup::new(ANKID).base(base.path()).start()?;
        let notes: Vec<i64> = items(&contents["notes"])
            .filter_map(|note| note["id"].as_i64())
            .collect();
        let through_the_api = view::through_the_api(&server.client(), &notes)?;
        let through_the_engine = view::through_the_engine(&contents);
        assert_eq!(
            differences(&through_the_api, &through_the_engine),
            [""; 0],
            "seed {seed}"
        );
        server.stop()?;

        oracle.reopen(&collection)?;
        assert_eq!(
            differences(&oracle.dump()?, &dump),
            [""; 0],
            "seed {seed}: reading changed it"
        );
    }
    Ok(())
}

#[test]
fn a_new_collection_is_the_one_that_the_official_engine_makes() -> Outcome {
    const SCHEMA: &str = "select type, name, tbl_name, sql from sqlite_master order by type, name";
    let folder = TempDir::new()?;
    let mut server = ServerSetup::new(ANKID).start()?;
    server.stop()?;
    let view = |path: &std::path::Path| -> Result<(Value, Value), Box<dyn std::error::Error>> {
        let mut oracle = Oracle::open(path)?;
        assert_eq!(oracle.check()?, [""; 0]);
        Ok((oracle.dump()?, oracle.rows(SCHEMA, &[])?))
    };
    let ours = view(&server.collection())?;
    let theirs = view(&folder.path().join("collection.anki2"))?;
    assert_eq!(differences(&ours.0, &theirs.0), [""; 0]);
    assert_eq!(differences(&ours.1, &theirs.1), [""; 0]);
    Ok(())
}
