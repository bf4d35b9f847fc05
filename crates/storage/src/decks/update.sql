UPDATE decks
SET name = ?2, mtime_secs = ?3, usn = ?4, common = ?5, kind = ?6
WHERE id = ?1
