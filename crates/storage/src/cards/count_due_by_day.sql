-- ?1 decks, ?2 the first day that does not count; queues 2 and 3 are due on days.
SELECT max(due, 0), count()
FROM cards
WHERE did IN rarray(?1) AND queue IN (2, 3) AND due < ?2
GROUP BY max(due, 0)
