SELECT ntid, name, config
FROM fields
ORDER BY ntid, ord
