-- ?1 today, ?2 the end of the learning steps that count; rows: deck, queue, how many are due.
-- Each part counts along the index ix_cards_sched; sums of conditions over all cards take four times as long.
SELECT did, queue, count()
FROM cards
WHERE did IN (SELECT id FROM decks) AND queue IN (2, 3) AND due <= ?1
GROUP BY did, queue
UNION ALL
SELECT did, queue, count()
FROM cards
WHERE did IN (SELECT id FROM decks) AND queue = 1 AND due < ?2
GROUP BY did
UNION ALL
SELECT did, queue, count()
FROM cards
WHERE did IN (SELECT id FROM decks) AND queue = 4 AND due <= ?2
GROUP BY did
