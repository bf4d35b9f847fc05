//! Media files that write jobs bring along.

use std::path::PathBuf;

use ankid_collection::media::{MediaPlan, MediaSource, SameName};
use ankid_collection::{CollectionError, Result, Transaction};

use crate::support::Fixture;

/// Stages `content` and returns a job that stores it as `name`.
fn storing(
    fixture: &Fixture,
    name: &'static str,
    content: &str,
) -> impl FnOnce(&mut Transaction) -> Result<String> + Send + use<> {
    let source = MediaSource::Data(content.to_owned());
    let file = fixture.engine.media().stage(&source).unwrap();
    move |transaction| {
        let mut plan = MediaPlan::default();
        let name = plan.store(transaction.media(), name, file, SameName::Replace)?;
        transaction.change_media(plan)?;
        Ok(name)
    }
}

fn content(fixture: &Fixture, name: &str) -> Option<String> {
    let content = fixture.engine.media().read(name).unwrap();
    content.map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn a_job_that_succeeds_keeps_its_files() {
    let fixture = Fixture::new();
    assert_eq!(fixture.write(storing(&fixture, "A.txt", "b25l")), "a.txt");
    assert_eq!(content(&fixture, "a.txt").as_deref(), Some("one"));
    let folder: PathBuf = fixture.path().with_extension("media");
    assert_eq!(fixture.engine.media().path(), folder);
}

#[test]
fn a_job_that_fails_leaves_the_media_folder_as_it_was() {
    let fixture = Fixture::new();
    fixture.write(storing(&fixture, "a.txt", "b25l"));
    let (replace, add) = (
        storing(&fixture, "a.txt", "dHdv"),
        storing(&fixture, "b.txt", "dHdv"),
    );
    let failed = fixture.try_write(move |transaction| {
        replace(transaction)?;
        add(transaction)?;
        assert!(transaction.media().read("b.txt")?.is_some());
        Err::<(), _>(CollectionError::DefaultDeckConfig)
    });
    assert!(
        matches!(failed, Err(CollectionError::DefaultDeckConfig)),
        "{failed:?}"
    );
    assert_eq!(content(&fixture, "a.txt").as_deref(), Some("one"));
    assert_eq!(content(&fixture, "b.txt"), None);
}

#[test]
fn a_job_that_panics_leaves_the_media_folder_as_it_was() {
    let fixture = Fixture::new();
    let add = storing(&fixture, "a.txt", "b25l");
    let failed = fixture.try_write(move |transaction| -> Result<()> {
        add(transaction)?;
        panic!("on purpose");
    });
    assert!(
        matches!(failed, Err(CollectionError::Panicked)),
        "{failed:?}"
    );
    assert_eq!(fixture.engine.media().names("*").unwrap(), [""; 0]);
}

#[test]
fn files_stored_beside_other_work_share_its_fate() {
    let fixture = Fixture::new();
    let beside = |name: &'static str, plan_fails: bool, work_fails: bool| {
        let source = MediaSource::Data("b25l".to_owned());
        let file = fixture.engine.media().stage(&source).unwrap();
        let refusal = || CollectionError::DefaultDeckConfig;
        fixture.try_write(move |transaction| {
            transaction.change_media_beside(
                move |folder| {
                    let mut plan = MediaPlan::default();
                    let name = plan.store(folder, name, file, SameName::Replace)?;
                    (!plan_fails).then_some((plan, name)).ok_or_else(refusal)
                },
                |transaction| {
                    transaction.find_or_create_deck("Beside")?;
                    (!work_fails).then_some(2).ok_or_else(refusal)
                },
            )
        })
    };
    let has_deck = || fixture.read(|view| Ok(view.deck_named("Beside").is_some()));
    for (plan_fails, work_fails) in [(true, false), (false, true), (true, true)] {
        let failed = beside("a.txt", plan_fails, work_fails);
        assert!(matches!(failed, Err(CollectionError::DefaultDeckConfig)));
        assert_eq!(fixture.engine.media().names("*").unwrap(), [""; 0]);
        assert!(!has_deck());
    }
    let done = beside("a.txt", false, false).unwrap();
    assert_eq!(done, ("a.txt".to_owned(), 2));
    assert_eq!(content(&fixture, "a.txt").as_deref(), Some("one"));
    assert!(has_deck());
}

#[test]
fn a_job_between_others_fails_alone() {
    let fixture = Fixture::new();
    let jobs = [("a.txt", "b25l"), ("a.txt", "dHdv"), ("a.txt", "dGhyZWU=")]
        .map(|(name, data)| storing(&fixture, name, data));
    let [first, second, third] = jobs;
    let pending = [
        fixture.engine.submit(first),
        fixture.engine.submit(move |transaction| {
            second(transaction)?;
            Err(CollectionError::DefaultDeckConfig)
        }),
        fixture.engine.submit(third),
    ];
    let outcomes = pending.map(|job| job.wait().is_ok());
    assert_eq!(outcomes, [true, false, true]);
    assert_eq!(content(&fixture, "a.txt").as_deref(), Some("three"));
    let trashed = fixture.path().with_file_name("media.trash").join("a.txt");
    assert_eq!(std::fs::read_to_string(trashed).unwrap(), "one");
}
