-- Answers in filtered decks count where they changed the schedule.
SELECT count(DISTINCT cards.id)
FROM revlog
CROSS JOIN cards ON cards.id = revlog.cid
WHERE revlog.id > ?2
  AND revlog.ease > 0
  AND (revlog.type < 3 OR revlog.factor != 0)
  AND iif(cards.odid = 0, cards.did, cards.odid) IN rarray(?1)
