DELETE FROM templates
WHERE ntid = ?1 AND ord = ?2
  AND (name COLLATE BINARY <> ?3 OR mtime_secs <> ?4 OR usn <> ?5 OR config <> ?6)
