"""Fills the open collection with what makes searches differ. `args`: seed, excluded, ignore_accents, normalize."""
import json
import random
import time

from anki.consts import MODEL_CLOZE

rng = random.Random(args["seed"])
TEXTS = [
    "apple", "Apple pie", "Äpfel", "äpfel", "A\u0308pfel", "straße", "STRASSE", "café", "cafe\u0301", "日本語 テスト",
    "50%", "5%0", "a_b", "axb", "a*b", "x:y", "back\\slash", 'say "hi"', "(par)", "-neg", "<b>bold</b> text", "bo<i>ld</i>",
    "{{c1::word::hint}} tail", "{{c1::one}} {{c2::two {{c3::three}}}}", "a&nbsp;b", "a &amp; b", "İstanbul", "ısı", "ﬁne",
    "Ǆungla", "👍🏽 ok", "a\u3000b", "007", "1.50", "12345678901234567890", "1e5", "", " ", "%", "_", "*", "\\", "and", "or",
    "one two", "two one", "re:x", "ΣΊΣΥΦΟΣ", "σίσυφος", "Œuvre Łódź", "<img src=\"a b.jpg\">", "[sound:x.mp3]", "line<br>break",
    "<div>apple</div>", "tab\there", "new\nline", "ＡＢ％", "K", "ſharp",
]
TAGS = ["t1", "T2", "t1::c", "t1::c::d", "ä", "a-b", "x*y", "x_y", "marked", "日本", "e\u0301t", "t10", "ŁODZ", "a.b", "(p)", 'q"', "none", "a::b"]
DECKS = ["D", "D::Sub", "D::Sub::Deep", "D2", "D_x", "d*x", "Ä deck", "filtered", "current", "a.b", "(p) q", "x: y", "Sub", "D::sub two", "blank", '"q"']


def text():
    parts = [rng.choice(TEXTS) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    return rng.choice(("", " ", " ")).join(parts)


def notetype(name, fields, templates, cloze=False, excluded=(), sort=0):
    model = col.models.new(name)
    if cloze:
        model["type"] = MODEL_CLOZE
    for index, field in enumerate(fields):
        field = col.models.new_field(field)
        field["excludeFromSearch"] = index in excluded
        col.models.add_field(model, field)
    for template in templates:
        made = col.models.new_template(template)
        made["qfmt"] = "{{cloze:%s}}" % fields[0] if cloze else "{{%s}}{{#%s}}x%s{{/%s}}" % (fields[0], fields[0], template, fields[0])
        made["afmt"] = made["qfmt"]
        col.models.add_template(model, made)
    model["sortf"] = sort
    col.models.add(model)


hide = args["excluded"]
notetype("Many", ["Front", "Front2", "Fro", "Middle", "front back", "Übung", "x*y", "a:b"], ["Card 1", "Second", "Card_3"])
notetype("Änder*ung", ["Vorne", "Hinten"], ["Karte 1"], excluded=(1,) if hide else ())
notetype("Hidden", ["Text", "Extra", "Note", "More"], ["Cloze"], cloze=True, excluded=(0, 2) if hide else (), sort=1)
notetype("basic_2", ["Back", "Front"], ["Card 1", "card 2"], excluded=(0,) if hide else (), sort=1)
if not args["normalize"]:
    col.set_config("normalize_note_text", False)
if args["ignore_accents"]:
    col.set_config("ignoreAccentsInSearch", True)

for name in DECKS[: rng.randrange(8, len(DECKS) + 1)]:
    col.decks.id(name)
decks = [d.id for d in col.decks.all_names_and_ids()]
presets = [1] + [col.decks.add_config_returning_id(name) for name in ("Special options", "ä preset")]
for deck in decks:
    deck = col.decks.get(deck)
    deck["conf"] = rng.choice(presets)
    col.decks.save(deck)
col.decks.set_current(rng.choice(decks))
models = [col.models.get(m.id) for m in col.models.all_names_and_ids() if m.name != "Image Occlusion"]
for _ in range(args["notes"]):
    note = col.new_note(rng.choice(models))
    note.fields = [text() for _ in note.fields]
    if "Cloze" in note.note_type()["name"] or note.note_type()["name"] == "Hidden":
        note.fields[0] += rng.choice(("{{c1::x}}", "{{c2::a::h}} {{c1::b}}", "{{c3::app}}le"))
    note.tags = [rng.choice(TAGS) for _ in range(rng.choice((0, 0, 1, 1, 2, 3)))]
    col.add_note(note, rng.choice(decks))

today, now = col.sched.today, int(time.time())
cutoff = col.sched.day_cutoff
cards = col.db.list("select id from cards")
stamp = 0
for cid in cards:
    kind = rng.choice((0, 0, 1, 2, 2, 2, 3))
    queue = rng.choice({0: (0, 0, -1, -2, -3), 1: (1, 1, 3, -1), 2: (2, 2, 2, -1, -2, -3), 3: (1, 3, -1, 4)}[kind])
    if queue in (1, 4) or kind == 1 and queue == -1:
        due = rng.choice((now - 5000, now - 100000, now + 100, now + 5000, cutoff + 5000, cutoff + 200000))
    elif kind == 0:
        due = rng.randrange(0, 12)
    else:
        due = today + rng.randrange(-6, 7)
    data = {}
    if rng.random() < 0.5:
        data.update(s=round(rng.uniform(0.1, 40), rng.choice((0, 1, 4))), d=round(rng.uniform(1, 10), 1), dr=0.9)
    if rng.random() < 0.3:
        data["decay"] = 0.2
    if rng.random() < 0.3:
        data["lrt"] = now - rng.randrange(1, 60) * 86400
    if rng.random() < 0.4:
        data["cd"] = json.dumps(rng.choice(({"v": "x"}, {"v": 1}, {"n": 2.5}, {"v": "X'y", "n": -3}, {"b": True, "v": None})))
    stored = rng.choice(("", "{}", "{")) if rng.random() < 0.1 else json.dumps(data)
    col.db.execute(
        "update cards set type=?, queue=?, due=?, ivl=?, factor=?, reps=?, lapses=?, flags=?, data=? where id=?",
        kind, queue, due, 0 if kind == 0 else rng.randrange(0, 40), 0 if kind == 0 else rng.choice((1300, 1800, 2499, 2500, 2501, 3100)),
        rng.randrange(0, 6), rng.randrange(0, 4), rng.choice((0, 0, 0, 1, 2, 7, 8, 9)), stored, cid)
    for _ in range(rng.randrange(0, 4)):
        day = rng.choice((0, 0, 1, 1, 2, 3, 7, 30, 400))
        taken = (cutoff - day * 86400 - rng.choice((1, 40000, 86399, 86400))) * 1000 + stamp % 1000
        stamp += 1
        col.db.execute("insert or ignore into revlog values (?,?,-1,?,1,1,2500,3000,1)", taken, cid, rng.choice((0, 1, 2, 3, 3, 4)))
filtered = col.decks.new_filtered("Borrowed")
homes = col.db.list("select id from cards where queue = 2 or queue = 0")
for cid in homes[:: 9]:
    col.db.execute("update cards set odid = did, odue = due, did = ?, due = -100000 + ? where id = ?", filtered, stamp, cid)
    stamp += 1
for offset, nid in enumerate(col.db.list("select id from notes")):
    if offset % 4 == 0:
        col.db.execute("update notes set mod = ? where id = ?", cutoff - rng.randrange(0, 10) * 86400 - 5, nid)
old = col.db.list("select id from cards order by id")[::5]
for offset, cid in enumerate(old):
    col.db.execute("update cards set id = ? where id = ?", (cutoff - rng.randrange(1, 40) * 86400) * 1000 + offset, cid)
# Notes without cards are found by conditions on notes only.
col.db.execute("delete from cards where nid in (select id from notes limit 3)")
if args["analyze"]:
    col.db.execute("analyze")
result = {
    "notes": col.db.list("select id from notes"),
    "cards": col.db.list("select id from cards"),
    "decks": col.db.list("select id from decks"),
    "notetypes": col.db.list("select id from notetypes"),
    "deck_names": DECKS + ["Borrowed", "Default"],
    "texts": TEXTS,
    "tags": TAGS,
}
