INSERT INTO config (KEY, usn, mtime_secs, val)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (KEY) DO UPDATE
SET usn = excluded.usn, mtime_secs = excluded.mtime_secs, val = excluded.val
