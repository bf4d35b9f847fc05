"""Fills the open collection with everything that Anki can put there, at random from args["seed"]."""
import random
import time

draw = random.Random(args["seed"])
TEXTS = ["plain", "<b>bold</b>&nbsp;&amp;", "007", "1.5", "日本語", "e\u0301", "{{c1::one}} {{c2::two::hint}}", "[sound:a.mp3]",
         '<img src="p q.jpg">', "line\nbreak", "a & b &lt;", "😀", "' \" \\", "x" * 5000]
TAGS = ["red", "a::b", "a::b::c", "日本", "with,comma", "Über", "_*%"]


def text():
    return draw.choice(TEXTS) + str(draw.randrange(1000))


def add_notetype(number):
    model = col.models.new("Type %d 日本" % number)
    for name in ("One", "Two", "Three")[:draw.randrange(1, 4)]:
        field = col.models.new_field(name)
        field.update(font=draw.choice(["Arial", "Noto Sans 日本"]), size=draw.randrange(8, 40), rtl=draw.random() < 0.5,
                     sticky=draw.random() < 0.5, description=text(), plainText=draw.random() < 0.5,
                     collapsed=draw.random() < 0.5, excludeFromSearch=draw.random() < 0.5)
        col.models.add_field(model, field)
    for name in ("Forward", "Backward"):
        template = col.models.new_template(name)
        template.update(qfmt="{{%s}}" % model["flds"][0]["name"], afmt="{{FrontSide}} {{%s}}" % model["flds"][-1]["name"],
                        bqfmt="{{One}}", bafmt=text(), bfont="Courier", bsize=draw.randrange(0, 30))
        template["qfmt"] += "" if name == "Forward" else " again"
        if draw.random() < 0.3:
            template["did"] = draw.choice(decks)
        col.models.add_template(model, template)
    model.update(css=text(), latexPre=text(), latexPost=text(), latexsvg=draw.random() < 0.5,
                 sortf=draw.randrange(len(model["flds"])))
    col.models.add(model)


def add_preset(number):
    preset = col.decks.add_config("Preset %d" % number)
    preset["new"].update(perDay=draw.randrange(0, 500), delays=[1.5, draw.randrange(2, 90)], order=draw.randrange(2),
                         initialFactor=draw.randrange(1300, 4000), ints=[draw.randrange(1, 9), draw.randrange(2, 20), 0],
                         bury=draw.random() < 0.5)
    preset["rev"].update(perDay=draw.randrange(0, 9999), ease4=1.75, ivlFct=draw.randrange(50, 200) / 100,
                         maxIvl=draw.randrange(1, 36500), hardFactor=1.3, bury=draw.random() < 0.5)
    preset["lapse"].update(delays=[draw.randrange(1, 1440)], leechFails=draw.randrange(1, 20), mult=0.25,
                           leechAction=draw.randrange(2), minInt=draw.randrange(1, 5))
    preset.update(autoplay=draw.random() < 0.5, timer=draw.randrange(2), maxTaken=draw.randrange(1, 600),
                  newMix=draw.randrange(3), newSortOrder=draw.randrange(5), reviewOrder=draw.randrange(8),
                  buryInterdayLearning=draw.random() < 0.5, desiredRetention=draw.randrange(70, 99) / 100)
    col.decks.update_config(preset)
    return preset["id"]


def add_note():
    model = draw.choice(col.models.all())
    note = col.new_note(model)
    note.fields = [text() for _ in note.fields]
    if model["type"] == 1:
        note.fields[0] = "{{c1::%s}} {{c%d::b}}" % (text().replace("}", ""), draw.randrange(2, 9))
    note.tags = draw.sample(TAGS, draw.randrange(4))
    col.add_note(note, draw.choice(decks))
    return note.id


decks = [col.decks.id(name) for name in ("A", "A::B", "A::B::C", "日本::語", "quo\"te'd", "Ünïcode")]
presets = [add_preset(number) for number in range(4)]
for did in decks:
    deck = col.decks.get(did)
    deck.update(conf=draw.choice(presets + [1]), desc=text(), collapsed=draw.random() < 0.5, extendNew=draw.randrange(50),
                newLimit=draw.choice([None, 5]), reviewLimitToday=None, md=draw.random() < 0.5)
    col.decks.save(deck)
for number in range(5):
    add_notetype(number)
notes = [add_note() for _ in range(120)]
cards = col.db.list("select id from cards order by id")
for ease in (1, 2, 3, 4) * 10:
    card = col.sched.getCard()
    if card is None:
        break
    # Reviews of one millisecond are logged in later ones, and so maybe in another second than the card keeps.
    time.sleep(0.002)
    col.sched.answerCard(card, ease)
col.sched.set_due_date(draw.sample(cards, 20), "3-90")
col.sched.suspend_cards(draw.sample(cards, 10))
col.sched.bury_cards(draw.sample(cards, 5))
col.set_user_flag_for_cards(3, draw.sample(cards, 10))
col.remove_notes(draw.sample(notes, 10))
col.tags.set_collapsed("a::b", False)
col.set_config("ours", {"日本": [1, 2.5, None, True]})
col.decks.set_current(decks[1])
filtered = col.sched.get_or_create_filtered_deck(0)
filtered.name = "Filtered"
filtered.config.reschedule = True
del filtered.config.search_terms[:]
filtered.config.search_terms.add(search="deck:A", limit=30, order=1)
col.sched.add_or_update_filtered_deck(filtered)
col.media.write_data("日本 e\u0301.txt", b"x")
