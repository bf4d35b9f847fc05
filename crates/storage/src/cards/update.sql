-- The note, ?2, is set before it where it may be another one.
    did = ?3, ord = ?4, mod = ?5, usn = ?6, type = ?7, queue = ?8, due = ?9, ivl = ?10,
    factor = ?11, reps = ?12, lapses = ?13, left = ?14, odue = ?15, odid = ?16, flags = ?17,
    data = ?18
WHERE id = ?1
