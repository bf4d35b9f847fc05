-- An error takes the whole job back. FAIL spares SQLite a copy of each page for taking back the statement alone,
-- which the undo log's triggers would make it keep.
UPDATE OR FAIL notes
SET guid = ?2, mid = ?3, mod = ?4, usn = ?5, tags = ?6, flds = ?7, sfld = ?8, csum = ?9
WHERE id = ?1
