-- Limits do not count here.
SELECT
    coalesce(sum(queue = 0), 0),
    coalesce(sum(queue IN (2, 3) AND due <= ?2), 0),
    coalesce(sum(queue = -2), 0),
    coalesce(sum(queue = -3), 0),
    coalesce(sum(queue = 1), 0),
    min(iif(queue = 1, due, NULL))
FROM cards
WHERE did IN rarray(?1)
