INSERT INTO templates
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (ntid, ord) DO NOTHING
