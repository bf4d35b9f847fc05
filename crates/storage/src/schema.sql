CREATE TABLE col (
    id INTEGER PRIMARY KEY,
    crt INTEGER NOT NULL,
    mod INTEGER NOT NULL,
    scm INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    dty INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    ls INTEGER NOT NULL,
    conf TEXT NOT NULL,
    models TEXT NOT NULL,
    decks TEXT NOT NULL,
    dconf TEXT NOT NULL,
    tags TEXT NOT NULL
);

-- INTEGER is what makes sort fields that look like numbers sort as numbers.
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    guid TEXT NOT NULL,
    mid INTEGER NOT NULL,
    mod INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    tags TEXT NOT NULL,
    flds TEXT NOT NULL,
    sfld INTEGER NOT NULL,
    csum INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE cards (
    id INTEGER PRIMARY KEY,
    nid INTEGER NOT NULL,
    did INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    mod INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    type INTEGER NOT NULL,
    queue INTEGER NOT NULL,
    due INTEGER NOT NULL,
    ivl INTEGER NOT NULL,
    factor INTEGER NOT NULL,
    reps INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    left INTEGER NOT NULL,
    odue INTEGER NOT NULL,
    odid INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE revlog (
    id INTEGER PRIMARY KEY,
    cid INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    ease INTEGER NOT NULL,
    ivl INTEGER NOT NULL,
    lastIvl INTEGER NOT NULL,
    factor INTEGER NOT NULL,
    time INTEGER NOT NULL,
    type INTEGER NOT NULL
);

CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);

CREATE TABLE deck_config (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL COLLATE unicase,
    mtime_secs INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    config BLOB NOT NULL
);

CREATE TABLE config (
    KEY TEXT NOT NULL PRIMARY KEY,
    usn INTEGER NOT NULL,
    mtime_secs INTEGER NOT NULL,
    val BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE fields (
    ntid INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    name TEXT NOT NULL COLLATE unicase,
    config BLOB NOT NULL,
    PRIMARY KEY (ntid, ord)
) WITHOUT ROWID;
CREATE UNIQUE INDEX idx_fields_name_ntid ON fields (name, ntid);

CREATE TABLE templates (
    ntid INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    name TEXT NOT NULL COLLATE unicase,
    mtime_secs INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    config BLOB NOT NULL,
    PRIMARY KEY (ntid, ord)
) WITHOUT ROWID;
CREATE UNIQUE INDEX idx_templates_name_ntid ON templates (name, ntid);
CREATE INDEX idx_templates_usn ON templates (usn);

CREATE TABLE notetypes (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL COLLATE unicase,
    mtime_secs INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    config BLOB NOT NULL
);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes (name);
CREATE INDEX idx_notetypes_usn ON notetypes (usn);

CREATE TABLE decks (
    id INTEGER PRIMARY KEY NOT NULL,
    name TEXT NOT NULL COLLATE unicase,
    mtime_secs INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    common BLOB NOT NULL,
    kind BLOB NOT NULL
);
CREATE UNIQUE INDEX idx_decks_name ON decks (name);

CREATE INDEX idx_notes_mid ON notes (mid);
CREATE INDEX idx_cards_odid ON cards (odid) WHERE odid != 0;

CREATE TABLE tags (
    tag TEXT NOT NULL PRIMARY KEY COLLATE unicase,
    usn INTEGER NOT NULL,
    collapsed BOOLEAN NOT NULL,
    config BLOB NULL
) WITHOUT ROWID;

CREATE TABLE graves (
    oid INTEGER NOT NULL,
    type INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    PRIMARY KEY (oid, type)
) WITHOUT ROWID;
CREATE INDEX idx_graves_pending ON graves (usn);
