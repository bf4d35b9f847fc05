CREATE TABLE media (
    fname TEXT NOT NULL PRIMARY KEY,
    csum TEXT,
    mtime INT NOT NULL,
    dirty INT NOT NULL
) WITHOUT ROWID;
CREATE INDEX idx_media_dirty ON media (dirty) WHERE dirty = 1;
CREATE TABLE meta (dirMod INT, lastUsn INT);
INSERT INTO meta VALUES (0, 0);
