SELECT iif(type = 'table', 'virtual table', type), name
FROM sqlite_master
WHERE type NOT IN ('table', 'index')
    OR (type = 'table' AND rootpage = 0)
LIMIT 1
