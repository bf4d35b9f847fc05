-- The plus keeps SQLite from looking notes up by their type, which half the collection may share.
SELECT id
FROM notes
WHERE csum = ?1 AND (?2 IS NULL OR +mid = ?2)
ORDER BY id
