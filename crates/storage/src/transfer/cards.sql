SELECT
    id, nid, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses, left, odue, odid,
    flags, data
FROM cards
WHERE nid IN rarray(?1)
ORDER BY id
