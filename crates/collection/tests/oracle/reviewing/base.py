"""Makes the collection that a plan is played on: decks, presets, notes, and some weeks of answers. Run by the test with
`args` = {"seed", "path", "clock", "start"}."""
import random
from anki.collection import Collection

chance = random.Random(args["seed"])
now = args["start"]


def move(secs):
    global now
    now += secs
    with open(args["clock"], "w") as clock:
        clock.write("%d\n" % now)


def chosen(*values):
    return chance.choice(values)


def vary(config):
    config["new"]["delays"] = chosen([1.0, 10.0], [], [1.0], [0.5, 3.0, 20.0], [10.0, 1440.0], [1.0, 10.0, 2880.0])
    config["new"]["ints"] = [chance.randint(1, 4), chance.randint(3, 9), 0]
    config["new"]["initialFactor"] = chosen(2500, 2000, 1310, 3100)
    config["new"]["perDay"] = chosen(0, 1, 3, 5, 20)
    config["new"]["bury"] = chosen(True, False)
    config["rev"]["perDay"] = chosen(0, 2, 5, 10, 200)
    config["rev"]["bury"] = chosen(True, False)
    config["rev"]["ease4"] = chosen(1.3, 1.0, 1.55)
    config["rev"]["hardFactor"] = chosen(1.2, 1.0, 0.8, 1.3)
    config["rev"]["ivlFct"] = chosen(1.0, 1.0, 0.7, 1.4)
    config["rev"]["maxIvl"] = chosen(36500, 36500, 30, 7)
    config["lapse"]["delays"] = chosen([10.0], [], [1.0, 20.0], [1440.0])
    config["lapse"]["mult"] = chosen(0.0, 0.5, 1.0)
    config["lapse"]["minInt"] = chosen(1, 2, 5)
    config["lapse"]["leechFails"] = chosen(8, 2, 3)
    config["lapse"]["leechAction"] = chosen(0, 1)
    config["maxTaken"] = chosen(60, 5)
    config["buryInterdayLearning"] = chosen(True, False)
    config["newMix"] = chance.randint(0, 2)
    config["interdayLearningMix"] = chance.randint(0, 2)
    config["newGatherPriority"] = chance.randint(0, 5)
    config["newSortOrder"] = chance.randint(0, 4)
    config["reviewOrder"] = chance.randint(0, 12)
    config["desiredRetention"] = chosen(0.9, 0.8, 0.95)
    config["easyDaysPercentages"] = chosen([1.0] * 7, [1.0, 0.5, 0.0, 1.0, 1.0, 0.5, 1.0], [0.0] * 7, [])
    config["fsrsParams6"] = chosen([], [0.3, 1.2, 2.4, 8.0, 6.4, 0.9, 3.0, 0.001, 1.9, 0.16, 0.8, 1.5, 0.06, 0.26, 1.7, 0.6, 1.9,
                                        0.55, 0.1, 0.07, 0.15])
    config["fsrsParams5"] = chosen([], [], [0.4, 1.2, 3.2, 15.7, 7.2, 0.5, 1.4, 0.005, 1.5, 0.1, 1.0, 1.9, 0.1, 0.3, 2.3, 0.2, 3.0,
                                            chosen(0.0, 0.5), 0.6])


def build(col):
    decks = [col.decks.id(name) for name in ("A", "A::B", "A::B::C", "A::D", "E", "E::F")]
    presets = [1] + [col.decks.add_config_returning_id("preset %d" % number) for number in range(2)]
    for preset in presets:
        config = col.decks.get_config(preset)
        vary(config)
        col.decks.update_config(config)
    for deck_id in decks:
        deck = col.decks.get(deck_id)
        deck["conf"] = chance.choice(presets)
        if chance.random() < 0.2:
            deck["newLimit"] = chance.randint(0, 6)
        if chance.random() < 0.2:
            deck["reviewLimit"] = chance.randint(0, 6)
        if chance.random() < 0.2:
            deck["desiredRetention"] = chance.choice([80, 93])
        col.decks.update(deck, preserve_usn=False)
    for key, values in (("newCardsIgnoreReviewLimit", (True, False)), ("applyAllParentLimits", (True, False)),
                        ("collapseTime", (1200, 0, 300)), ("rollover", (4, 0, 23)), ("loadBalancerEnabled", (True, True, False)),
                        ("fsrsShortTermWithStepsEnabled", (True, False))):
        col.set_config(key, chance.choice(values))
    for number in range(args["notes"]):
        notetype = chosen("Basic", "Basic (and reversed card)", "Cloze")
        note = col.new_note(col.models.by_name(notetype))
        note.fields[0] = "{{c1::%d}} {{c2::b}}" % number if notetype == "Cloze" else str(number)
        note.fields[1] = "back"
        move(1)
        col.add_note(note, chance.choice(decks))
    cards = col.db.list("select id from cards order by id")
    col.sched.reposition_new_cards(chance.sample(cards, 6), 1, 1, False, False)
    # Answers of the weeks before, with and without memory states.
    fsrs_from = chosen(0, 3, 99)
    for day in range(chosen(0, 5)):
        if day >= fsrs_from:
            col.set_config("fsrs", True)
        move(chance.randint(3600, 5 * 86400))
        for card in chance.sample(cards, 12):
            card = col.get_card(card)
            card.start_timer()
            move(chance.randint(1, 400))
            col.sched.answerCard(card, chance.randint(1, 4))
    if fsrs_from < 99:
        col.set_config("fsrs", True)
    return {"now": now, "fsrs": fsrs_from < 99}


move(0)
base = Collection(args["path"])
result = build(base)
base.close()
