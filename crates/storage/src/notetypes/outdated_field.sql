DELETE FROM fields
WHERE ntid = ?1 AND ord = ?2 AND (name COLLATE BINARY <> ?3 OR config <> ?4)
