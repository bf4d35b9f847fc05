SELECT
    id, nid, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses, left, odue, odid,
    flags, data
FROM cards
WHERE odid != 0 OR type = 2 OR queue = 2
ORDER BY id
