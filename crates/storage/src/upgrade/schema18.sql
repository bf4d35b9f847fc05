ALTER TABLE graves RENAME TO old_graves;

CREATE TABLE graves (
    oid INTEGER NOT NULL,
    type INTEGER NOT NULL,
    usn INTEGER NOT NULL,
    PRIMARY KEY (oid, type)
) WITHOUT ROWID;

INSERT INTO graves
SELECT oid, type, usn
FROM old_graves
WHERE TRUE
ORDER BY rowid
ON CONFLICT (oid, type) DO NOTHING;

DROP TABLE old_graves;

CREATE INDEX idx_graves_pending ON graves (usn);

UPDATE col SET ver = 18;
