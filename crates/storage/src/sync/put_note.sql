INSERT INTO notes (id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, '')
ON CONFLICT (id) DO UPDATE
SET
    guid = excluded.guid, mid = excluded.mid, mod = excluded.mod, usn = excluded.usn,
    tags = excluded.tags, flds = excluded.flds, sfld = excluded.sfld, csum = excluded.csum
