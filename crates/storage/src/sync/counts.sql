SELECT
    (SELECT count() FROM notes),
    (SELECT count() FROM cards),
    (SELECT count() FROM revlog)
