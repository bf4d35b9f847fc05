//! What the official engine wrote, ankid reads equal.

use std::path::Path;

use ankid_testkit::{Oracle, ServerSetup, TestkitError, differences};
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
    let folder = TempDir::new()?;
    let mut server = ServerSetup::new(ANKID).start()?;
    server.stop()?;
    let ours = tables_and_schema(&server.collection())?;
    let theirs = tables_and_schema(&folder.path().join("collection.anki2"))?;
    assert_eq!(differences(&ours, &theirs), [""; 0]);
    Ok(())
}

/// Every row, every column with its type, and every index with its columns and collations.
fn tables_and_schema(collection: &Path) -> Result<Value, TestkitError> {
    let mut oracle = Oracle::open(collection)?;
    assert_eq!(oracle.check()?, [""; 0]);
    let rows = oracle.dump()?;
    let columns = oracle.rows(
        r#"select t.name, c.cid, c.name, upper(c.type), c."notnull", c.dflt_value, c.pk, c.hidden
         from sqlite_master t, pragma_table_xinfo(t.name) c
         where t.type = 'table' order by 1, 2"#,
        &[],
    )?;
    let indexes = oracle.rows(
        r#"select t.name, i.name, i."unique", i.partial, c.*
         from sqlite_master t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name) c
         where t.type = 'table' order by 1, 2, 5"#,
        &[],
    )?;
    Ok(json!({ "rows": rows, "columns": columns, "indexes": indexes }))
}
