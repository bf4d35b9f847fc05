SELECT ord, count()
FROM cards
WHERE nid IN (SELECT id FROM notes WHERE mid = ?1)
GROUP BY ord
ORDER BY ord
