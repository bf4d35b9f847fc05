SELECT id, nid, did, iif(odid = 0, did, odid), ord, due, reps
FROM cards
