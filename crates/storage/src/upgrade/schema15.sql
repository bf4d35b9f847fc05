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
