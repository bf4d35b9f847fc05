-- The last entry that tells: an answer that scheduled the card, or a reset, after which it counts
-- as never answered.
SELECT id, data, (
    SELECT iif(answer.ease > 0, answer.id / 1000, NULL)
    FROM revlog AS answer
    WHERE answer.cid = cards.id AND (
        (answer.ease > 0 AND NOT (answer.type = 3 AND answer.factor = 0))
        OR (answer.type = 4 AND answer.factor = 0)
    )
    ORDER BY answer.id DESC
    LIMIT 1
) AS answered
FROM cards
WHERE type != 0 AND id IN (SELECT cid FROM revlog)
