"""Fills the open collection with all that a package carries; runs on every engine since 2.1.49."""
import os
import random
import time

draw = random.Random(args["seed"])


def write_media(name, data):
    with open(os.path.join(col.media.dir(), name), "wb") as file:
        file.write(data)


def deck(name):
    return col.decks.id(name)


def add(model, did, fields, tags=""):
    note = col.new_note(col.models.by_name(model))
    for place, value in enumerate(fields):
        note.fields[place] = value
    note.tags = tags.split()
    col.add_note(note, did)
    return note


decks = [deck(name) for name in ("Package", "Package::Child", "Package::Child::Grandchild", "Package::日本::語", "Other's \"deck\"")]
preset = col.decks.add_config("Strict") if hasattr(col.decks, "add_config") else col.decks.get_config(col.decks.confId("Strict"))
preset["new"]["perDay"] = 7
preset["rev"]["perDay"] = 70
col.decks.update_config(preset) if hasattr(col.decks, "update_config") else col.decks.save(preset)
for did in decks[:2]:
    dict_ = col.decks.get(did)
    dict_.update(conf=preset["id"], desc="<i>description</i> of %d" % did)
    col.decks.save(dict_)

write_media("pic.gif", b"GIF89a picture")
write_media("ünï 日本.mp3", b"ID3 sound \x00\xff" * 50)
write_media("p q.jpg", b"\xff\xd8 a name with a space")
write_media("_style.css", b".card { color: red }")
write_media("_font.ttf", b"a font")
write_media("unused.png", b"nobody refers to this")
write_media("long.bin", bytes(draw.randrange(256) for _ in range(args.get("long", 300_000))))

model = col.models.new("Mit Feldern 日本")
for name in ("Vorne", "Hinten", "Ton"):
    col.models.add_field(model, col.models.new_field(name))
for name in ("Hin", "Her"):
    template = col.models.new_template(name)
    front, back = ("Vorne", "Hinten") if name == "Hin" else ("Hinten", "Vorne")
    template["qfmt"] = "{{#%s}}{{%s}}{{/%s}}<img src=_pixel.png>" % (front, front, front)
    template["afmt"] = "{{FrontSide}}<hr>{{%s}}{{Ton}}" % back
    col.models.add_template(model, template)
model["css"] = "@import url('_style.css'); @font-face { font-family: f; src: url(_font.ttf) }"
model["sortf"] = 1
col.models.add(model)

notes = []
for number in range(12):
    did = decks[number % len(decks)]
    notes.append(add("Basic", did, ["front %d <img src=\"pic.gif\">" % number, "back & <b>%d</b>" % number], "tag%d parent::child" % (number % 3)))
    notes.append(add("Cloze", did, ["{{c1::one %d}} {{c3::three::hint}}" % number, "[sound:ünï 日本.mp3]"], "Über marked"))
    notes.append(add(model["name"], did, ["vorne %d" % number, "日本 %d" % number, "<img src='p%20q.jpg'> [sound:long.bin]"], "leech"))
notes.append(add("Basic (and reversed card)", decks[0], ["[latex]x^2[/latex]", "007"], ""))

cards = col.db.list("select id from cards order by id")
for ease in (3, 1, 2, 3, 3, 4) * 3:
    card = col.sched.getCard()
    if card is None:
        break
    ease = min(ease, col.sched.answerButtons(card)) if hasattr(col.sched, "answerButtons") else ease
    # Reviews of one millisecond are logged in later ones, and so maybe in another second than the card keeps.
    time.sleep(0.002)
    col.sched.answerCard(card, ease)
reviewed = draw.sample(cards, 14)
set_due = getattr(col.sched, "set_due_date", None)
if set_due:
    set_due(reviewed, "3-30")
suspend = getattr(col.sched, "suspend_cards", None) or col.sched.suspendCards
suspend(draw.sample(cards, 4))
bury = getattr(col.sched, "bury_cards", None) or col.sched.buryCards
bury(draw.sample(cards, 3))
col.db.execute("update cards set flags = 3 where id = ?", cards[5])
if args.get("filtered", True):
    filtered = col.decks.new_filtered("Package::Filtered") if hasattr(col.decks, "new_filtered") else col.decks.newDyn("Package::Filtered")
    terms = col.decks.get(filtered)
    terms["terms"] = [["deck:Package is:review", 4, 1], ["deck:Package is:new", 2, 6]]
    col.decks.save(terms)
    (getattr(col.sched, "rebuild_filtered_deck", None) or col.sched.rebuildDyn)(filtered)
result = len(notes)
