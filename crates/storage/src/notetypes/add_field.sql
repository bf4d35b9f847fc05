INSERT INTO fields
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (ntid, ord) DO NOTHING
