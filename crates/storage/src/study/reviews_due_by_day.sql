SELECT iif(odid = 0, due, odue) AS day, count()
FROM cards
WHERE type = 2 AND queue != -1 AND iif(odid = 0, did, odid) IN rarray(?1)
GROUP BY day
