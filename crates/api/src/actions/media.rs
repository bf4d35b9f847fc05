//! Actions on the files that cards show and play.

use ankid_collection::Transaction;
use ankid_collection::media::{MediaPlan, SameName, StagedFile};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::action::{Action, Entry, HostAction, PreparedAction, Spec, WriteAction, example};
use crate::attachments::{MediaContent, same_name, unless_skipped};
use crate::door::Call;
use crate::error::ApiError;
use crate::wire::{OrFalse, Truth};

pub(crate) const ACTIONS: &[Entry] = &[
    Entry::prepared::<StoreMediaFile>(),
    Entry::host::<RetrieveMediaFile>(),
    Entry::host::<GetMediaFilesNames>(),
    Entry::host::<GetMediaDirPath>(),
    Entry::write::<DeleteMediaFile>(),
];

/// Stores a file in the media folder, its content given in base64, by a path or by an address, and answers the
/// name that it has there: Anki's form of the wanted name, in lower case. Where a file of that name stays and has other
/// content, the name gets a hash; where it has the same, it is used. Names with a leading underscore are kept even if no
/// note refers to them. Null if the content was skipped.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StoreMediaFile {
    /// The name that the file should have. Of a path only the last part counts.
    filename: String,
    #[serde(flatten)]
    content: MediaContent,
    /// Whether a file of exactly this name goes to the trash first. True unless given.
    #[serde(default = "yes")]
    delete_existing: Truth,
}

fn yes() -> Truth {
    Truth(true)
}

/// A file on its way into the media folder.
struct StagedStore {
    filename: String,
    file: StagedFile,
    same_name: SameName,
}

impl Action for StoreMediaFile {
    const SPEC: Spec = Spec::new(
        "storeMediaFile",
        &[
            example(
                r#"{"filename": "_hello.txt", "data": "SGVsbG8sIHdvcmxkIQ=="}"#,
                r#""_hello.txt""#,
            ),
            example(
                r#"{"filename": "hello.txt", "data": "aGVsbG8=", "skipHash": "5d41402abc4b2a76b9719d911017c592"}"#,
                "null",
            ),
        ],
    )
    .errors(&[
        "You must provide a \"data\", \"path\", or \"url\" field.",
        "Incorrect padding",
        "{url} download failed with return code {code}",
    ]);
    type Reply = Option<String>;
}

impl PreparedAction for StoreMediaFile {
    type Prepared = Option<StagedStore>;

    fn prepare(self, call: &Call<'_>) -> Result<Self::Prepared, ApiError> {
        let engine = call.engine()?;
        let (source, skip_hash) = self.content.into_source()?;
        let file = engine.media().stage(&source)?;
        let Some(file) = unless_skipped(file, skip_hash.as_deref()) else {
            return Ok(None);
        };
        let same_name = same_name(self.delete_existing);
        MediaPlan::default().name_for(engine.media(), &self.filename, &file, same_name)?;
        Ok(Some(StagedStore {
            filename: self.filename,
            file,
            same_name,
        }))
    }

    fn run(
        prepared: Self::Prepared,
        transaction: &mut Transaction,
    ) -> Result<Self::Reply, ApiError> {
        let Some(StagedStore {
            filename,
            file,
            same_name,
        }) = prepared
        else {
            return Ok(None);
        };
        let mut plan = MediaPlan::default();
        let name = plan.store(transaction.media(), &filename, file, same_name)?;
        transaction.change_media(plan)?;
        Ok(Some(name))
    }
}

/// Answers the content of a file of the media folder in base64; false if there is none of that name.
#[derive(Deserialize, JsonSchema)]
struct RetrieveMediaFile {
    /// The name of the file. Of a path only the last part counts, and characters that no media file has in its name
    /// are left out.
    filename: String,
}

impl Action for RetrieveMediaFile {
    const SPEC: Spec = Spec::new(
        "retrieveMediaFile",
        &[example(r#"{"filename": "_hello.txt"}"#, "false")],
    );
    type Reply = OrFalse<String>;
}

impl HostAction for RetrieveMediaFile {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        let content = call.engine()?.media().read(&self.filename)?;
        Ok(OrFalse(content.map(|content| STANDARD.encode(content))))
    }
}

/// Answers the names of the files in the media folder that fit a pattern.
#[derive(Deserialize, JsonSchema)]
struct GetMediaFilesNames {
    /// The pattern: `*` stands for any characters, `?` for one, `[abc]` or `[a-c]` for one of these, `[!abc]` for one that is
    /// none of these. Names that begin with a dot need a pattern that does. All other files, unless given.
    #[serde(default = "any_name")]
    pattern: String,
}

fn any_name() -> String {
    "*".to_owned()
}

impl Action for GetMediaFilesNames {
    const SPEC: Spec = Spec::new(
        "getMediaFilesNames",
        &[example(r#"{"pattern": "_hell*.txt"}"#, "[]")],
    );
    type Reply = Vec<String>;
}

impl HostAction for GetMediaFilesNames {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        Ok(call.engine()?.media().names(&self.pattern)?)
    }
}

/// Answers the path of the media folder of the open profile.
#[derive(Deserialize, JsonSchema)]
struct GetMediaDirPath {}

impl Action for GetMediaDirPath {
    const SPEC: Spec = Spec::new(
        "getMediaDirPath",
        &[example(
            "{}",
            r#""/home/you/ankid/User 1/collection.media""#,
        )],
    );
    type Reply = String;
}

impl HostAction for GetMediaDirPath {
    fn run(self, call: &Call<'_>) -> Result<Self::Reply, ApiError> {
        Ok(call.engine()?.media().path().to_string_lossy().into_owned())
    }
}

/// Moves a file of the media folder to the trash, from where Anki can bring it back. A file that is not there is
/// no error.
#[derive(Deserialize, JsonSchema)]
struct DeleteMediaFile {
    /// The name of the file.
    filename: String,
}

impl Action for DeleteMediaFile {
    const SPEC: Spec = Spec::new(
        "deleteMediaFile",
        &[example(r#"{"filename": "_hello.txt"}"#, "null")],
    );
    type Reply = ();
}

impl WriteAction for DeleteMediaFile {
    fn run(self, transaction: &mut Transaction) -> Result<(), ApiError> {
        let mut plan = MediaPlan::default();
        plan.trash(transaction.media(), &self.filename)?;
        Ok(transaction.change_media(plan)?)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::door::testing::TestDoor;

    #[test]
    fn stored_files_are_listed_read_and_deleted() {
        let door = TestDoor::new();
        let named =
            |pattern: &str| door.result("getMediaFilesNames", json!({ "pattern": pattern }));
        let store = |params: Value| door.result("storeMediaFile", params);
        let name = store(json!({"filename": "some/Picture.PNG", "data": "aGVsbG8="}));
        assert_eq!(name, "picture.png");
        assert_eq!(
            store(json!({"filename": ".hidden", "data": "aGVsbG8="})),
            ".hidden"
        );
        assert_eq!(
            door.result("getMediaFilesNames", json!({})),
            json!(["picture.png"])
        );
        assert_eq!(named(".*"), json!([".hidden"]));
        let read = |name: &str| door.result("retrieveMediaFile", json!({ "filename": name }));
        assert_eq!(read("any/pic:ture.png"), "aGVsbG8=");
        assert_eq!(read("Picture.PNG"), false);

        door.result("deleteMediaFile", json!({"filename": "Picture.PNG"}));
        assert_eq!(read("picture.png"), "aGVsbG8=");
        for _ in 0..2 {
            door.result("deleteMediaFile", json!({"filename": "picture.png"}));
            assert_eq!(read("picture.png"), false);
        }
    }

    #[test]
    fn existing_files_are_deleted_unless_it_is_forbidden() {
        let door = TestDoor::new();
        let store = |content: &str, delete: Value| {
            let mut params = json!({"filename": "a.txt", "data": content});
            if delete != json!("not given") {
                params["deleteExisting"] = delete;
            }
            door.result("storeMediaFile", params)
        };
        let hashed = "a-7c211433f02071597741e6ff5a8ea34789abbf43.txt";
        assert_eq!(store("aGVsbG8=", json!("not given")), "a.txt");
        assert_eq!(store("d29ybGQ=", json!(false)), hashed);
        assert_eq!(store("d29ybGQ=", json!(null)), hashed);
        assert_eq!(store("d29ybGQ=", json!("not given")), "a.txt");
        assert_eq!(store("aGVsbG8=", json!(true)), "a.txt");
        let content = door.result("retrieveMediaFile", json!({"filename": "a.txt"}));
        assert_eq!(content, "aGVsbG8=");
    }

    #[test]
    fn the_first_content_that_is_given_counts() {
        let door = TestDoor::new();
        let source = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&source, "of the path").unwrap();
        let nowhere = "http://127.0.0.1:9/x";
        for (data, path, expected) in [
            (json!("YQ=="), json!(source.path()), "YQ=="),
            (json!(""), json!(source.path()), "b2YgdGhlIHBhdGg="),
            (json!(null), json!(source.path()), "b2YgdGhlIHBhdGg="),
        ] {
            let params = json!({"filename": "a", "data": data, "path": path, "url": nowhere});
            assert_eq!(door.result("storeMediaFile", params), "a");
            let content = door.result("retrieveMediaFile", json!({"filename": "a"}));
            assert_eq!(content, expected);
        }
    }

    #[test]
    fn refusals_say_why() {
        let door = TestDoor::new();
        let no_source = "You must provide a \"data\", \"path\", or \"url\" field.";
        for (action, params, expected) in [
            ("storeMediaFile", json!({"filename": "x"}), no_source),
            (
                "storeMediaFile",
                json!({"filename": "x", "data": ""}),
                no_source,
            ),
            (
                "storeMediaFile",
                json!({"filename": "x", "data": "abc"}),
                "Incorrect padding",
            ),
            (
                "storeMediaFile",
                json!({"filename": "", "data": "YQ=="}),
                "`` cannot be the name of a media file",
            ),
            (
                "storeMediaFile",
                json!({"data": "YQ=="}),
                "AnkiConnect.storeMediaFile() missing 1 required positional argument: 'filename'",
            ),
            (
                "deleteMediaFile",
                json!({"filename": "../collection.anki2"}),
                "`../collection.anki2` is not directly in the media folder",
            ),
            (
                "getMediaFilesNames",
                json!({"pattern": "../*"}),
                "`../*` is not directly in the media folder",
            ),
            (
                "retrieveMediaFile",
                json!({"filename": ".."}),
                "`..` in the media folder is not a file",
            ),
        ] {
            assert_eq!(
                door.error(action, params.clone()),
                expected,
                "{action} {params}"
            );
        }
        assert_eq!(door.result("getMediaFilesNames", json!({})), json!([]));
    }

    #[test]
    fn parameters_are_in_the_order_of_ankiconnect() {
        let signature = super::Entry::prepared::<super::StoreMediaFile>().signature();
        let names: Vec<_> = signature
            .parameters()
            .iter()
            .map(|it| it.name.as_str())
            .collect();
        let expected = [
            "filename",
            "data",
            "path",
            "url",
            "skipHash",
            "deleteExisting",
        ];
        assert_eq!(names, expected);
    }
}
