//! Two clients of one server: ankid's engine in this process, and the official engine beside it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ankid_collection::{Engine, EngineOptions};
use ankid_package::BackupChoices;
use ankid_sync::{
    Cancellation, Client, Endpoint, HostKey, HttpOptions, HttpTransport, Outcome, SyncError,
    Transport, Watch,
};
use ankid_testkit::{Oracle, SyncServer, differences};
use ankid_types::SystemClock;
use serde_json::{Value, json};
use tempfile::TempDir;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// What the official engine answers: nothing done, a normal sync done, or one of three full syncs needed.
pub(crate) const DONE: i64 = 0;

const SYNC: &str = "\
auth = col.sync_login(username=args['user'], password=args['password'], endpoint=args['endpoint'])
auth.endpoint = args['endpoint']
auth.io_timeout_secs = 600
result = col.sync_collection(auth, False).required";

const FULL: &str = "\
auth = col.sync_login(username=args['user'], password=args['password'], endpoint=args['endpoint'])
auth.endpoint = args['endpoint']
auth.io_timeout_secs = 600
col.close_for_full_sync()
col.full_upload_or_download(auth=auth, server_usn=None, upload=args['upload'])
col.reopen(after_full_sync=True)";

const SYNC_MEDIA: &str = "\
import time
auth = col.sync_login(username=args['user'], password=args['password'], endpoint=args['endpoint'])
auth.endpoint = args['endpoint']
auth.io_timeout_secs = 600
col.sync_media(auth)
while col.media_sync_status().active:
    time.sleep(0.02)";

const RESTORE: &str = "\
from anki._backend import RustBackend
folder = args['collection'][:-len('.anki2')]
RustBackend(langs=['en']).import_collection_package(
    col_path=args['collection'], backup_path=args['package'], media_folder=folder + '.media',
    media_db=folder + '.media.db2')";

/// The state that both sides must have in common, column by column.
const TABLES: &str = "\
col.models._clear_cache()
result = {
    'notes': col.db.all('select id, guid, mid, mod, usn, tags, flds, sfld, csum from notes order by id'),
    'cards': col.db.all('select id, nid, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses, left, '
                        'odue, odid, flags, nullif(data, \"\") from cards order by id'),
    'revlog': col.db.all('select * from revlog order by id'),
    'decks': sorted(col.decks.all(), key=lambda d: d['id']),
    'presets': sorted(col.decks.all_config(), key=lambda d: d['id']),
    'notetypes': sorted(col.models.all(), key=lambda d: d['id']),
    'tags': sorted(col.tags.all()),
    'config': col.all_config(),
    'pending': [col.db.scalar('select count() from ' + t + ' where usn = -1')
                for t in ('notes', 'cards', 'revlog', 'graves', 'decks', 'deck_config', 'tags', 'notetypes')],
    'stamps': col.db.first('select crt, scm from col'),
}
for card in result['cards']:
    card[-1] = None if card[-1] == '{}' else card[-1]";

/// What there is beside a collection for longer than a sync.
const KEPT: [&str; 2] = ["backups", "media.trash"];

/// A server and its two clients.
pub(crate) struct Pair {
    pub(crate) server: SyncServer,
    pub(crate) theirs: Oracle,
    ours: Option<Engine>,
    reader: Oracle,
    transport: HttpTransport,
    folder: TempDir,
}

impl Pair {
    pub(crate) fn new() -> Result<Self> {
        let folder = TempDir::new()?;
        let theirs = Oracle::open(&folder.path().join("theirs.anki2"))?;
        let mut pair = Self {
            server: SyncServer::start()?,
            theirs,
            ours: None,
            reader: Oracle::start()?,
            transport: HttpTransport::new(&HttpOptions::default())?,
            folder,
        };
        pair.open()?;
        Ok(pair)
    }

    /// Both clients and the server have the collection of the official engine.
    pub(crate) fn joined() -> Result<Self> {
        let mut pair = Self::new()?;
        pair.theirs.run(
            "n = col.new_note(col.models.by_name('Basic')); n.fields = ['first', 'note']; col.add_note(n, 1)",
            &json!({}),
        )?;
        pair.full_theirs(true)?;
        pair.download()?;
        Ok(pair)
    }

    pub(crate) fn engine(&self) -> &Engine {
        self.ours.as_ref().expect("opened by `new`")
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("ours").join("collection.anki2")
    }

    pub(crate) fn client<'t>(&self, transport: &'t dyn Transport) -> Result<Client<'t>> {
        let (key, endpoint) = self.log_in(SyncServer::PASSWORD)?;
        Ok(Client::new(
            transport,
            endpoint,
            key,
            Cancellation::default(),
        ))
    }

    pub(crate) fn log_in(&self, password: &str) -> Result<(HostKey, Endpoint), SyncError> {
        let endpoint = Endpoint::parse(&self.server.endpoint())?;
        ankid_sync::log_in(&self.transport, endpoint, SyncServer::USERNAME, password)
    }

    pub(crate) fn transport(&self) -> &HttpTransport {
        &self.transport
    }

    /// Syncs ours.
    pub(crate) fn sync(&self) -> Result<Outcome> {
        let mut client = self.client(&self.transport)?;
        Ok(ankid_sync::sync(
            self.engine(),
            &mut client,
            &mut Watch::new(&|_| {}),
        )?)
    }

    pub(crate) fn upload(&self) -> Result<PathBuf> {
        let mut client = self.client(&self.transport)?;
        let report = |_| {};
        let (engine, mut watch) = (self.engine(), Watch::new(&report));
        Ok(ankid_sync::upload(engine, &mut client, BackupChoices::default(), &mut watch)?.1)
    }

    pub(crate) fn download(&self) -> Result<PathBuf> {
        let mut client = self.client(&self.transport)?;
        let report = |_| {};
        let (engine, mut watch) = (self.engine(), Watch::new(&report));
        Ok(ankid_sync::download(engine, &mut client, BackupChoices::default(), &mut watch)?.1)
    }

    /// The fronts of all notes in a backup, which the official engine restores.
    pub(crate) fn fronts_in(&mut self, backup: &Path) -> Result<Value> {
        let path = self.folder.path().join("restored.anki2");
        let args = json!({ "package": backup, "collection": path });
        self.reader.run(RESTORE, &args)?;
        self.reader.reopen(&path)?;
        let fronts = self
            .reader
            .rows("select sfld from notes order by id", &[])?;
        self.reader.close()?;
        Ok(fronts)
    }

    /// Syncs theirs; what is required now.
    pub(crate) fn sync_theirs(&mut self) -> Result<i64> {
        let required = self.theirs.run(SYNC, &self.login())?;
        Ok(required.as_i64().ok_or("no number")?)
    }

    pub(crate) fn full_theirs(&mut self, upload: bool) -> Result<()> {
        let mut args = self.login();
        args["upload"] = upload.into();
        self.theirs.run(FULL, &args)?;
        Ok(())
    }

    /// Syncs the media files of ours.
    pub(crate) fn sync_media(&self) -> Result<()> {
        self.sync_media_through(&self.transport)
    }

    pub(crate) fn sync_media_through(&self, transport: &dyn Transport) -> Result<()> {
        let mut client = self.client(transport)?;
        let report = |_| {};
        ankid_sync::sync_media(self.engine(), &mut client, &mut Watch::new(&report))?;
        Ok(())
    }

    /// Syncs the media files of theirs.
    pub(crate) fn sync_their_media(&mut self) -> Result<()> {
        self.theirs.run(SYNC_MEDIA, &self.login())?;
        Ok(())
    }

    /// Where the media files of ours and theirs are.
    pub(crate) fn media_folders(&self) -> [PathBuf; 2] {
        let ours = self.engine().media().path().to_owned();
        [ours, self.folder.path().join("theirs.media")]
    }

    /// Closes ours, lets the official engine read and check it, and opens it again.
    pub(crate) fn read_ours(&mut self) -> Result<Value> {
        if let Some(engine) = self.ours.take() {
            engine.close()?;
        }
        self.reader.reopen(&self.path())?;
        let tables = self.reader.run(TABLES, &json!({}))?;
        self.reader.close()?;
        self.open()?;
        Ok(tables)
    }

    pub(crate) fn read_theirs(&mut self) -> Result<Value> {
        Ok(self.theirs.run(TABLES, &json!({}))?)
    }

    /// Fails where the two clients differ, or where anything waits for another sync.
    pub(crate) fn require_equal(&mut self, context: &str) -> Result<()> {
        self.require(context, |_place| true)
    }

    /// As [`require_equal`](Self::require_equal), but rows may say of different syncs that they came by them.
    pub(crate) fn require_equal_but_for_marks(&mut self, context: &str) -> Result<()> {
        self.require(context, |place| !is_mark(place))
    }

    fn require(&mut self, context: &str, counts: fn(&str) -> bool) -> Result<()> {
        let (ours, theirs) = (self.read_ours()?, self.read_theirs()?);
        let differences = differing(&ours, &theirs, counts);
        if !differences.is_empty() {
            return Err(format!("{context}: {differences:#?}").into());
        }
        if ours["pending"] != json!([0, 0, 0, 0, 0, 0, 0, 0]) {
            return Err(format!("{context}: {} wait", ours["pending"]).into());
        }
        Ok(())
    }

    /// Files that a sync made for itself and that are still there, by their names.
    pub(crate) fn leftovers(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.folder.path().join("ours"))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name == "collection.media.staging" {
                for staged in std::fs::read_dir(&path)? {
                    names.push(staged?.path().display().to_string());
                }
            } else if !name.starts_with("collection.") && !KEPT.contains(&name.as_ref()) {
                names.push(name.into_owned());
            }
        }
        Ok(names)
    }

    /// What the official database check finds wrong with ours, which it must not change.
    pub(crate) fn check_ours(&mut self) -> Result<Vec<String>> {
        if let Some(engine) = self.ours.take() {
            engine.close()?;
        }
        let copy = self.folder.path().join("checked.anki2");
        std::fs::copy(self.path(), &copy)?;
        self.reader.reopen(&copy)?;
        let problems = self.reader.check()?;
        self.reader.close()?;
        self.open()?;
        Ok(problems)
    }

    fn open(&mut self) -> Result<()> {
        std::fs::create_dir_all(self.folder.path().join("ours"))?;
        let options = EngineOptions {
            clock: Arc::new(SystemClock),
            ..EngineOptions::default()
        };
        self.ours = Some(Engine::open(&self.path(), options)?);
        Ok(())
    }

    fn login(&self) -> Value {
        json!({
            "user": SyncServer::USERNAME, "password": SyncServer::PASSWORD, "endpoint": self.server.endpoint()
        })
    }
}

/// Where the rows of two sides differ, whatever they say of when they were synced.
pub(crate) fn differing_rows(left: &Value, right: &Value) -> Vec<String> {
    differing(left, right, |place| {
        !is_mark(place) && !place.starts_with("stamps") && !place.starts_with("pending")
    })
}

fn differing(left: &Value, right: &Value, counts: fn(&str) -> bool) -> Vec<String> {
    let mut differences = differences(left, right);
    differences.retain(|line| counts(line.split(": ").next().unwrap_or_default()));
    differences
}

/// Whether a place in the tables says when a row was synced.
fn is_mark(place: &str) -> bool {
    let column = |table: &str, index: &str| place.starts_with(table) && place.ends_with(index);
    column("notes[", "[4]")
        || column("cards[", "[5]")
        || column("revlog[", "[2]")
        || place.ends_with(".usn")
}
