SELECT
    did,
    sum(queue = 0),
    sum(queue = 2 AND due <= ?1),
    sum(queue = 3 AND due <= ?1),
    sum((queue = 1 AND due < ?2) OR (queue = 4 AND due <= ?2)),
    count()
FROM cards
GROUP BY did
ORDER BY did
