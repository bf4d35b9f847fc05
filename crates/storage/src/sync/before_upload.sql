DELETE FROM graves;
UPDATE notes SET usn = 0 WHERE usn = -1;
UPDATE cards SET usn = 0 WHERE usn = -1;
UPDATE revlog SET usn = 0 WHERE usn = -1;
UPDATE tags SET usn = 0 WHERE usn != 0;
UPDATE deck_config SET usn = 0 WHERE usn != 0;
UPDATE decks SET usn = 0 WHERE usn != 0;
UPDATE notetypes SET usn = 0 WHERE usn != 0;
