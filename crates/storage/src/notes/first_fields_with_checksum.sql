-- The plus keeps SQLite from looking notes up by their type, which half the collection may share.
SELECT id, field_at_index(flds, 0) AS flds
FROM notes
WHERE csum = ?1 AND +mid = ?2
ORDER BY id
