# Fills `col` and damages it, in ways that `args["seed"]` chooses; `result` names them.
import random
import time

chance = random.Random(args["seed"])
now = int(time.time() * 1000)
future = now + 86_400_000 * 3
SEPARATOR = "\x1f"


def fill():
    models = ["Basic", "Basic (and reversed card)", "Cloze", "Basic (optional reversed card)"]
    decks = [col.decks.id(name) for name in ("Default", "a::b::c", "a::b::d", "x", "Ö::ü")]
    for number in range(40):
        notetype = col.models.by_name(chance.choice(models))
        note = col.new_note(notetype)
        for field in note.keys():
            note[field] = chance.choice(["", "text %d" % number, "{{c1::a}} {{c3::b}}", "12", "<b>1.5</b>"])
        note.tags = [chance.choice(["red", "a::b", "Blau", "leech", "日本"]) for _ in range(chance.randrange(4))]
        col.add_note(note, chance.choice(decks))
    cards = col.db.list("select id from cards order by nid, ord")
    for card in chance.sample(cards, 15):
        col.sched.set_due_date([card], str(chance.randrange(20)))
    for place, card in enumerate(chance.sample(cards, 20)):
        ease, kind, factor = chance.choice([(3, 1, 2500), (1, 0, 0), (0, 4, 0), (2, 3, 0), (2, 3, 2300), (4, 2, 5)])
        col.db.execute("insert into revlog values (?,?,-1,?,1,1,?,2000,?)", now - 10_000_000 + place * 7000, card,
                       ease, factor, kind)
        if chance.random() < 0.5:
            col.db.execute("update cards set type=2, queue=2, ivl=3, due=5 where id=?", card)
    filtered = col.sched.get_or_create_filtered_deck(0)
    filtered.config.search_terms[0].search = "deck:x"
    filtered.config.search_terms[0].limit = 3
    filtered.name = "Gefiltert"
    col.sched.add_or_update_filtered_deck(filtered)
    for tag in ("red", "unused"):
        col.tags.set_collapsed(tag, False)
    col.sched.suspend_cards(chance.sample(cards, 3))
    # The engine gives future things ids from now on, even those that others have; so there are none.
    for change in ("notes set id", "cards set id", "cards set nid", "revlog set cid"):
        col.db.execute("update %s=%s-10000000" % (change, change.split()[-1]))


def some(table, count=3):
    ids = col.db.list("select id from %s order by id" % table)
    return chance.sample(ids, min(count, len(ids)))


def each(table, sql, count=3):
    for row in some(table, count):
        col.db.execute(sql.replace("?N", str(chance.randrange(1, 9))), row)


DAMAGE = {
    "high position": lambda: each("cards", "update cards set type=0, queue=0, due=3000000+?N where id=?"),
    "position at the limit": lambda: each("cards", "update cards set type=0, queue=0, due=1000000 where id=?"),
    "high position in preview": lambda: each("cards", "update cards set type=0, queue=4, due=3000000 where id=?"),
    "late review": lambda: each("cards", "update cards set type=2, queue=2, due=100001 where id=?"),
    "due a fraction": lambda: each("cards", "update cards set due=?N.5 where id=?"),
    "due a text": lambda: each("cards", "update cards set due='soon' where id=?"),
    "due too large": lambda: each("cards", "update cards set queue=1, type=1, due=99999999999 where id=?"),
    "original due while learning": lambda: each("cards", "update cards set type=1, queue=1, odue=5, odid=0 where id=?"),
    "original due a fraction": lambda: each("cards", "update cards set odue=?N.25 where id=?"),
    "original due without deck": lambda: each("cards", "update cards set type=2, queue=2, odue=4, odid=0 where id=?"),
    "interval a fraction": lambda: each("cards", "update cards set ivl=?N.75 where id=?"),
    "interval negative": lambda: each("cards", "update cards set ivl=-5 where id=?"),
    "time a fraction": lambda: each("cards", "update cards set mod=mod+0.5 where id=?"),
    "ordinal negative": lambda: each("cards", "update cards set ord=-2 where id=?", 1),
    "ordinal too large": lambda: each("cards", "update cards set ord=40000 where id=?"),
    "ordinal without template": lambda: each("cards", "update cards set ord=7 where id=?"),
    "doubled cards": lambda: each("cards", """insert into cards select (select max(id)+1 from cards), nid, did, ord, mod, usn, type, queue, due, ivl,
        factor, reps, lapses, left, odue, odid, flags, data from cards where id=?"""),
    "notes gone": lambda: each("notes", "delete from notes where id=?"),
    "cards gone": lambda: each("cards", "delete from cards where id=?", 6),
    "decks gone": lambda: col.db.execute("delete from decks where id in (%s)" % ",".join(
        str(deck) for deck in some("decks", 2) if deck != 1)),
    "parents gone": lambda: col.db.execute("delete from decks where name in ('a', ?)", "a" + SEPARATOR + "b"),
    "deck with plus": lambda: col.db.execute("update cards set did=77 where id in (select max(id) from cards)"),
    "loan in a normal deck": lambda: each("cards", "update cards set odid=?N, odue=4 where id=?"),
    "note type gone": lambda: col.db.execute("delete from notetypes where name in ('Basic', 'Cloze')"),
    "note type and its parts gone": lambda: [col.db.execute(sql, col.models.id_for_name("Basic (and reversed card)")) for sql in (
        "delete from templates where ntid=?1", "delete from fields where ntid=?1", "delete from notetypes where id=?1")],
    "too many fields": lambda: each("notes", "update notes set flds=flds||char(31)||'x?N'||char(31)||'y' where id=?"),
    "too few fields": lambda: each("notes", "update notes set flds='one' where id=?"),
    "no field": lambda: each("notes", "update notes set flds='' where id=?"),
    "note from the future": lambda: each("notes", "update notes set mod=%d where id=?" % (future // 1000)),
    "checksum": lambda: each("notes", "update notes set csum=?N where id=?"),
    "sort field": lambda: each("notes", "update notes set sfld='?N' where id=?"),
    "tags without spaces": lambda: each("notes", "update notes set tags='RED z::y a' where id=?"),
    "tags in disorder": lambda: each("notes", "update notes set tags=' z  y z Z\t ' where id=?"),
    "tags unregistered": lambda: col.db.execute("delete from tags"),
    "fields not composed": lambda: each("notes", "update notes set flds=replace(flds, 'e', 'e\u0301') where id=?"),
    "bytes that are no text": lambda: each("notes", "update notes set flds=cast(x'61ff62' || x'1f' || x'c3' as text) where id=?"),
    "review intervals": lambda: each("revlog", "update revlog set ivl=1.5, lastIvl=-9.5 where id=?"),
    "review times": lambda: each("revlog", "update revlog set time=-5 where id=?"),
    "review without answer": lambda: each("revlog", "update revlog set time=0, ease=0, type=0 where id=?"),
    "last answer": lambda: each("cards", """update cards set type=2, data='{"lrt":5,"pos":?N}' where id=?"""),
    "notes made tomorrow": lambda: each("notes", "update notes set id=id+400000000000 where id=?"),
    "cards made tomorrow": lambda: each("cards", "update cards set id=id+400000000000 where id=?"),
    "reviews made tomorrow": lambda: each("revlog", "update revlog set id=id+400000000000 where id=?"),
    "next position": lambda: col.set_config("nextPos", 3),
    "no card is new": lambda: col.db.execute("update cards set type=2 where type=0"),
    "occlusion fields": lambda: occlusion(),
    "graves": lambda: col.db.execute("insert into graves values (5, 0, -1)"),
}


def occlusion():
    notetype = col.models.by_name("Image Occlusion")
    note = col.new_note(notetype)
    note["Occlusion"], note["Image"] = "{{c1::image-occlusion:rect:left=.1}}", "<img src=a.png>"
    col.add_note(note, 1)
    for field in notetype["flds"]:
        field["tag"], field["preventDeletion"] = None, False
    col.models.update_dict(notetype)


fill()
chosen = chance.sample(sorted(DAMAGE), args["count"]) if "only" not in args else [args["only"]]
for name in chosen:
    try:
        DAMAGE[name]()
    except Exception as problem:
        raise RuntimeError(name) from problem
result = {"chosen": chosen, "all": sorted(DAMAGE), "now": now // 1000}
