UPDATE notetypes
SET name = ?2, mtime_secs = ?3, usn = ?4, config = ?5
WHERE id = ?1
