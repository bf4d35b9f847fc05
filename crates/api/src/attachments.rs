//! The audio, video and pictures that a note brings along.
//!
//! They are fetched before the note reaches the writer ([`NoteMedia::stage_all`]), and get their names and their
//! places in the fields while it is checked ([`StagedAttachments::attach`]).

use ankid_collection::media::{MediaFolder, MediaPlan, MediaSource, SameName, StagedFile};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::error::ApiError;
use crate::wire::{OneOrMany, Truth};

/// The media files of a note; its part of the note's object.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct NoteMedia {
    /// Sound files, written into fields as `[sound:name]`.
    audio: OneOrMany<Attachment>,
    /// Video files, written into fields as `[sound:name]`.
    video: OneOrMany<Attachment>,
    /// Pictures, written into fields as `<img src="name">`.
    picture: OneOrMany<Attachment>,
}

/// A media file of a note.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attachment {
    /// The name that the file should have.
    filename: Option<String>,
    /// Where its content comes from.
    #[serde(flatten)]
    content: MediaContent,
    /// Whether a file of this name is replaced. Otherwise the new one gets another name if their contents differ.
    #[serde(default)]
    delete_existing: Truth,
    /// The names of the fields that the file is appended to, a list of texts.
    #[serde(default)]
    fields: Value,
}

/// Where the content of a media file comes from; the first that is given counts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MediaContent {
    /// The content in base64.
    data: Option<String>,
    /// The path of a file on the server's machine; a relative path starts at the media folder.
    path: Option<String>,
    /// An http or https address.
    url: Option<String>,
    /// An MD5 in lower-case hex digits: a file of this content is not stored.
    skip_hash: Option<String>,
}

/// The media files of a note, fetched and ready to be stored.
#[derive(Debug)]
pub(crate) struct StagedAttachments(Vec<StagedAttachment>);

#[derive(Debug)]
struct StagedAttachment {
    kind: Kind,
    /// The name that the file should have, and its content; `None` for a file that is to be skipped.
    file: Result<Option<(String, StagedFile)>, ApiError>,
    same_name: SameName,
    fields: Value,
}

/// A media file of a note that is about to be fetched.
struct Prepared {
    kind: Kind,
    /// The name that the file should have, and the hash to be skipped, if there is something to fetch.
    wanted: Result<(String, Option<String>), ApiError>,
    same_name: SameName,
    fields: Value,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Sound,
    Picture,
}

impl MediaContent {
    /// Where to fetch from, with the hash to be skipped.
    ///
    /// # Errors
    ///
    /// Fails if neither data nor path nor address is given.
    pub(crate) fn into_source(self) -> Result<(MediaSource, Option<String>), ApiError> {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let source = given(self.data)
            .map(MediaSource::Data)
            .or_else(|| given(self.path).map(|path| MediaSource::Path(path.into())))
            .or_else(|| given(self.url).map(MediaSource::Url))
            .ok_or(ApiError::NoMediaSource)?;
        Ok((source, self.skip_hash))
    }
}

/// The file, unless its content has the hash that is to be skipped.
pub(crate) fn unless_skipped(file: StagedFile, skip_hash: Option<&str>) -> Option<StagedFile> {
    (skip_hash.is_none() || skip_hash != file.md5_hex().as_deref()).then_some(file)
}

impl NoteMedia {
    /// Fetches the files of many notes, several at a time. What becomes of a file is told when its note's turn comes.
    pub(crate) fn stage_all(notes: Vec<Self>, folder: &MediaFolder) -> Vec<StagedAttachments> {
        let mut sources = Vec::new();
        let prepared: Vec<Vec<Prepared>> = notes
            .into_iter()
            .map(|note| note.prepare(&mut sources))
            .collect();
        let mut fetched = folder.stage_all(&sources).into_iter();
        let mut staged = |prepared: Prepared| {
            let file = prepared.wanted.and_then(|(name, skip_hash)| {
                let file = fetched.next().expect("each source has a result")?;
                let Some(file) = unless_skipped(file, skip_hash.as_deref()) else {
                    return Ok(None);
                };
                // Asked for its look at the folder alone; if there is a problem, `attach` will meet it.
                drop(MediaPlan::default().name_for(folder, &name, &file, prepared.same_name));
                Ok(Some((name, file)))
            });
            StagedAttachment {
                kind: prepared.kind,
                file,
                same_name: prepared.same_name,
                fields: prepared.fields,
            }
        };
        prepared
            .into_iter()
            .map(|note| StagedAttachments(note.into_iter().map(&mut staged).collect()))
            .collect()
    }

    /// Hands the references to all files to `append(field, text)`, as if each got the name that is wanted for it.
    pub(crate) fn foresee(&self, mut append: impl FnMut(&str, &str)) {
        let sounds = self
            .audio
            .0
            .iter()
            .chain(&self.video.0)
            .map(|file| (Kind::Sound, file));
        let pictures = self.picture.0.iter().map(|file| (Kind::Picture, file));
        for (kind, file) in sounds.chain(pictures) {
            let text = kind.reference(file.filename.as_deref().unwrap_or_default());
            for field in listed_fields(&file.fields) {
                append(field.as_ref(), &text);
            }
        }
    }

    /// Lists what is to be fetched, in the order in which files are stored.
    fn prepare(self, sources: &mut Vec<MediaSource>) -> Vec<Prepared> {
        let kinds = [
            (Kind::Sound, self.audio),
            (Kind::Sound, self.video),
            (Kind::Picture, self.picture),
        ];
        let attachments = kinds
            .into_iter()
            .flat_map(|(kind, OneOrMany(attachments))| {
                attachments
                    .into_iter()
                    .map(move |attachment| (kind, attachment))
            });
        attachments
            .map(|(kind, attachment)| attachment.prepare(kind, sources))
            .collect()
    }
}

impl Attachment {
    fn prepare(self, kind: Kind, sources: &mut Vec<MediaSource>) -> Prepared {
        let wanted = self
            .filename
            .ok_or(ApiError::MissingKey("filename"))
            .and_then(|name| {
                let (source, skip_hash) = self.content.into_source()?;
                sources.push(source);
                Ok((name, skip_hash))
            });
        Prepared {
            kind,
            wanted,
            same_name: same_name(self.delete_existing),
            fields: self.fields,
        }
    }
}

impl StagedAttachments {
    /// Plans to store the files, and hands the text that belongs into each field to `append(field, text)`: the
    /// reference to the file, or why there is none. Fields that the note does not have are for `append` to pass over.
    ///
    /// # Errors
    ///
    /// Fails if a file could not be had and its object has no fields that could tell so.
    pub(crate) fn attach(
        self,
        folder: &MediaFolder,
        plan: &mut MediaPlan,
        mut append: impl FnMut(&str, &str),
    ) -> Result<(), ApiError> {
        for attachment in self.0 {
            let name = attachment.file.and_then(|file| match file {
                Some((wanted, file)) => Ok(Some(plan.store(
                    folder,
                    &wanted,
                    file,
                    attachment.same_name,
                )?)),
                None => Ok(None),
            });
            let (fields, text) = match name {
                Ok(None) => continue,
                Ok(Some(name)) => (
                    listed_fields(&attachment.fields),
                    attachment.kind.reference(&name),
                ),
                Err(problem) => (
                    fields_in_need(&attachment.fields)?,
                    escaped(&problem.to_string()),
                ),
            };
            for field in &fields {
                append(field, &text);
            }
        }
        Ok(())
    }
}

impl Kind {
    fn reference(self, name: &str) -> String {
        match self {
            Self::Sound => format!("[sound:{name}]"),
            Self::Picture => format!("<img src=\"{name}\">"),
        }
    }
}

/// What `deleteExisting` says about a file of the wanted name.
pub(crate) fn same_name(Truth(delete_existing): Truth) -> SameName {
    if delete_existing {
        SameName::Replace
    } else {
        SameName::Keep
    }
}

/// The fields that get a reference: those of a list.
fn listed_fields(fields: &Value) -> Vec<String> {
    let names = fields.as_array().into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The fields that get an error's text: all that Python would go through, be it the letters of a text.
fn fields_in_need(fields: &Value) -> Result<Vec<String>, ApiError> {
    match fields {
        Value::Array(_) => Ok(listed_fields(fields)),
        Value::String(text) => Ok(text.chars().map(String::from).collect()),
        Value::Object(entries) => Ok(entries.keys().cloned().collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) => Err(ApiError::MissingKey("fields")),
    }
}

/// `text` as it can stand in a field.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::sync::Arc;

    use ankid_collection::media::{MediaChanges, MediaLimits};
    use serde_json::json;
    use tempfile::TempDir;

    use super::*;

    /// The fields Front and Back of a note after its media were attached, or why that failed.
    fn attached(folder: &Arc<MediaFolder>, notes: Value) -> Vec<Result<[String; 2], String>> {
        let notes: Vec<NoteMedia> = serde_json::from_value(notes).unwrap();
        let staged = NoteMedia::stage_all(notes, folder).into_iter();
        let attach = |note: StagedAttachments| {
            let mut plan = MediaPlan::default();
            let mut fields = BTreeMap::from([("Back", String::new()), ("Front", String::new())]);
            note.attach(folder, &mut plan, |field, text| {
                if let Some(value) = fields.get_mut(field) {
                    value.push_str(text);
                }
            })
            .map_err(|problem| problem.to_string())?;
            let mut changes = MediaChanges::new(Arc::clone(folder));
            changes.apply(plan).unwrap();
            changes.keep();
            Ok([fields["Front"].clone(), fields["Back"].clone()])
        };
        staged.map(attach).collect()
    }

    #[track_caller]
    fn check(note: Value, front: &str, back: &str, files: &[&str]) {
        let home = TempDir::new().unwrap();
        let collection = home.path().join("collection.anki2");
        let folder = Arc::new(MediaFolder::open(&collection, MediaLimits::default()).unwrap());
        fs::write(folder.path().join("there.mp3"), "there").unwrap();
        let fields = attached(&folder, json!([note])).remove(0);
        assert_eq!(fields, Ok([front.to_owned(), back.to_owned()]));
        assert_eq!(folder.names("[!t]*").unwrap(), files);
    }

    #[test]
    fn references_are_appended_in_the_order_of_the_kinds() {
        let two = json!({"data": "dHdv", "filename": "2.mp3", "fields": ["Front"]});
        check(
            json!({
                "picture": {"data": "cA==", "filename": "P.gif", "fields": ["Back", "Front"]},
                "video": [{"data": "dg==", "filename": "v.mp4", "fields": ["Back"]}],
                "audio": [{"data": "YQ==", "filename": "a.mp3", "fields": ["Back"]}, null, two],
            }),
            "[sound:2.mp3]<img src=\"p.gif\">",
            "[sound:a.mp3][sound:v.mp4]<img src=\"p.gif\">",
            &["2.mp3", "a.mp3", "p.gif", "v.mp4"],
        );
        check(
            json!({"audio": null, "video": [null], "picture": []}),
            "",
            "",
            &[],
        );
    }

    #[test]
    fn only_fields_in_a_list_get_references() {
        for fields in [
            json!([]),
            json!("Front"),
            json!({"Front": 1}),
            json!(["Nope", "front", 5]),
            json!(null),
        ] {
            let audio = json!({"data": "YQ==", "filename": "a.mp3", "fields": fields});
            check(json!({ "audio": audio }), "", "", &["a.mp3"]);
        }
        check(
            json!({"audio": {"data": "YQ==", "filename": "a.mp3"}}),
            "",
            "",
            &["a.mp3"],
        );
    }

    #[test]
    fn content_of_the_hash_to_skip_is_left_out() {
        let hash = "5d41402abc4b2a76b9719d911017c592";
        let audio = |skip: &str| json!({"audio": {"data": "aGVsbG8=", "filename": "a.mp3", "skipHash": skip, "fields": ["Front"]}});
        check(audio(hash), "", "", &[]);
        check(audio(&hash.to_uppercase()), "[sound:a.mp3]", "", &["a.mp3"]);
    }

    #[test]
    fn names_give_way_unless_existing_files_are_deleted() {
        let audio = |delete: Value| json!({"audio": {"data": "b3RoZXI=", "filename": "there.mp3", "deleteExisting": delete, "fields": ["Front"]}});
        let hashed = "[sound:there-d0941e68da8f38151ff86a61fc59f7c5cf9fcaa2.mp3]";
        for keep in [json!(null), json!(false), json!(0)] {
            check(audio(keep), hashed, "", &[]);
        }
        for delete in [json!(true), json!(1)] {
            check(audio(delete), "[sound:there.mp3]", "", &[]);
        }
    }

    #[test]
    fn errors_are_told_in_the_fields() {
        let no_source = "You must provide a \"data\", \"path\", or \"url\" field.";
        for (object, expected) in [
            (json!({"filename": "a.mp3", "fields": ["Front"]}), no_source),
            (
                json!({"filename": "a.mp3", "data": "", "path": "", "fields": ["Front"]}),
                no_source,
            ),
            (json!({"data": "YQ==", "fields": ["Front"]}), "'filename'"),
            (
                json!({"data": "abc", "filename": "a.mp3", "fields": ["Front"]}),
                "Incorrect padding",
            ),
            (
                json!({"path": "/<no>&.mp3", "filename": "a.mp3", "fields": ["Front"]}),
                "No such file or directory: '/&lt;no&gt;&amp;.mp3'",
            ),
            (
                json!({"data": "YQ==", "filename": "?", "fields": ["Front"]}),
                "`?` cannot be the name of a media file",
            ),
        ] {
            check(json!({ "picture": object }), expected, "", &[]);
        }
        check(
            json!({"audio": {"filename": "a.mp3", "fields": "Front"}}),
            "",
            "",
            &[],
        );
    }

    #[test]
    fn errors_that_no_field_can_tell_refuse_the_note_alone() {
        let home = TempDir::new().unwrap();
        let collection = home.path().join("collection.anki2");
        let folder = Arc::new(MediaFolder::open(&collection, MediaLimits::default()).unwrap());
        let good = json!({"audio": {"data": "YQ==", "filename": "a.mp3", "fields": ["Front"]}});
        let bad = json!({"audio": {"filename": "b.mp3"}});
        let told = Ok(["[sound:a.mp3]".to_owned(), String::new()]);
        let refused = Err("'fields'".to_owned());
        assert_eq!(
            attached(&folder, json!([good, bad, good])),
            [told.clone(), refused, told]
        );
        assert_eq!(folder.names("*").unwrap(), ["a.mp3"]);
    }
}
