INSERT INTO graves (oid, type, usn)
VALUES (?1, ?2, ?3)
ON CONFLICT (oid, type) DO UPDATE
SET usn = excluded.usn
