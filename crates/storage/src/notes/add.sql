-- An error takes the whole job back. FAIL spares SQLite a copy of each page for taking back the statement alone.
INSERT OR FAIL INTO notes (id, guid, mid, mod, usn, tags, flds, sfld, csum, flags, data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, '')
