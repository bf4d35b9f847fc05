SELECT id, cid, usn, ease, ivl, lastIvl, factor, time, type
FROM revlog
WHERE cid IN (SELECT id FROM cards WHERE nid IN rarray(?1))
ORDER BY id
