-- All queues are named so that the index on deck, queue and due day is used.
SELECT id, nid, did, due
FROM cards
WHERE did IN rarray(?1) AND queue IN (-3, -2, -1, 0, 1, 2, 3, 4) AND due >= ?2 AND due < ?3
