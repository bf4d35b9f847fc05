INSERT INTO tags (tag, usn, collapsed)
VALUES (?1, ?2, ?3)
ON CONFLICT (tag) DO UPDATE
SET tag = excluded.tag, usn = excluded.usn, collapsed = excluded.collapsed
