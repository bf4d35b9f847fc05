WITH bounded AS (
    SELECT
        id,
        min(max(round(ivl), -2147483648), 2147483647) AS interval_after,
        min(max(round(lastIvl), -2147483648), 2147483647) AS interval_before,
        min(max(round(time), 0), 2147483647) AS taken,
        -- What has neither an answer nor a time was a rescheduling.
        iif(type = 0 AND time = 0 AND ease = 0, 5, type) AS kind
    FROM revlog
)
UPDATE revlog
SET ivl = interval_after, lastIvl = interval_before, time = taken, type = kind
FROM bounded
WHERE bounded.id = revlog.id
    AND (ivl != interval_after OR lastIvl != interval_before OR time != taken OR type != kind)
