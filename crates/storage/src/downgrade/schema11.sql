ALTER TABLE graves RENAME TO new_graves;
CREATE TABLE graves (
    usn INTEGER NOT NULL,
    oid INTEGER NOT NULL,
    type INTEGER NOT NULL
);
INSERT INTO graves (usn, oid, type)
SELECT usn, oid, type
FROM new_graves;
DROP TABLE new_graves;

DROP TABLE config;
DROP TABLE deck_config;
DROP TABLE tags;
DROP TABLE fields;
DROP TABLE templates;
DROP TABLE notetypes;
DROP TABLE decks;
DROP INDEX idx_cards_odid;
DROP INDEX idx_notes_mid;
