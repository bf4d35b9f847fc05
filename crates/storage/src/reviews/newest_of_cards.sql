-- The index ix_revlog_cid gives the newest entry of a card without reading the others.
SELECT id, cid, usn, ease, ivl, lastIvl, factor, time, type
FROM rarray(?1) AS wanted
INNER JOIN revlog
    ON revlog.id = (SELECT max(own.id) FROM revlog AS own WHERE own.cid = wanted.value)
