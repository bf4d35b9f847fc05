"""Makes note types and notes, and renders every card. `args`: notetypes, each with the notes of its kind.

The result: for each note type nothing if it was refused, else its id and, for each note, its cards as
[id, ordinal, question, answer].
"""
from anki.consts import MODEL_CLOZE


def notetype(number, spec):
    model = col.models.new(f"Type {number}")
    if spec["cloze"]:
        model["type"] = MODEL_CLOZE
    model["css"] = spec["css"]
    model["latexsvg"] = spec["latex_svg"]
    for name in spec["fields"]:
        col.models.add_field(model, col.models.new_field(name))
    for place, (front, back) in enumerate(spec["templates"]):
        template = col.models.new_template(f"Card <{place}>")
        template["qfmt"], template["afmt"] = front, back
        col.models.add_template(model, template)
    try:
        return col.models.add(model).id
    except Exception:
        return None


def cards(mid, spec):
    note = col.new_note(col.models.get(mid))
    note.fields = spec["values"]
    note.tags = spec["tags"]
    col.add_note(note, col.decks.id(spec["deck"]))
    made = []
    for card in note.cards():
        col.set_user_flag_for_cards(spec["flag"], [card.id])
        card.load()
        made.append([card.id, card.ord, card.question(), card.answer()])
    return made


result = []
for number, spec in enumerate(args["notetypes"]):
    mid = notetype(number, spec)
    result.append(None if mid is None else {"id": mid, "notes": [cards(mid, note) for note in spec["notes"]]})
