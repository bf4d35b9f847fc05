SELECT DISTINCT did, odid
FROM cards
WHERE nid IN rarray(?1)
ORDER BY did, odid
