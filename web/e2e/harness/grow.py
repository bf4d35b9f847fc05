"""Makes many notes of the one that a collection has, with as many cards each: grow.py COLLECTION NOTES.

Written as rows, since making 150,000 cards one request after the other takes longer than what is tested with them.
"""
import sqlite3
import sys

NUMBERS = "with recursive number(n) as (select 1 union all select n + 1 from number where n < ?)"
NOTES = """
insert into notes select id + n, guid || n, mid, mod, usn, tags,
  replace(flds, 'n00000', printf('n%05d', n)), printf('n%05d', n), csum, flags, data from notes, number
"""
CARDS = """
insert into cards select id + n * 10, nid + n, did, ord, mod, usn, type, queue, due + n, ivl, factor, reps, lapses,
  left, odue, odid, flags, data from cards, number
"""
# Without it nothing would have changed since the backup that the stopped server made.
CHANGED = "update col set mod = strftime('%s', 'now') * 1000"


def main():
    path, notes = sys.argv[1:]
    db = sqlite3.connect(path)
    for table in (CARDS, NOTES):
        db.execute(NUMBERS + table, [int(notes) - 1])
    db.execute(CHANGED)
    db.commit()
    db.close()


main()
