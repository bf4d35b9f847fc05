-- Not by renaming: the statistics of the old table go with it, as in Anki.
CREATE TEMP TABLE old_tags AS
SELECT tag, usn
FROM tags;

DROP TABLE tags;

CREATE TABLE tags (
    tag TEXT NOT NULL PRIMARY KEY COLLATE unicase,
    usn INTEGER NOT NULL,
    collapsed BOOLEAN NOT NULL,
    config BLOB NULL
) WITHOUT ROWID;

INSERT INTO tags
SELECT tag, usn, TRUE, NULL
FROM old_tags;

DROP TABLE old_tags;

UPDATE col SET ver = 17;
