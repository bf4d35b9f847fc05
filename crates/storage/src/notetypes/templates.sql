SELECT ntid, name, mtime_secs, usn, config
FROM templates
ORDER BY ntid, ord
