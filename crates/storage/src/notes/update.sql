-- FAIL as in add.sql.
UPDATE OR FAIL notes
SET guid = ?2, mid = ?3, mod = ?4, usn = ?5, tags = ?6, flds = ?7, sfld = ?8, csum = ?9
WHERE id = ?1
