SELECT min(id), tags
FROM notes
WHERE tags != ''
GROUP BY tags
ORDER BY min(id)
