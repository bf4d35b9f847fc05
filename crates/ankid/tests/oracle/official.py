"""What each action does to a collection, told to the official engine in its own terms.

Run by the test with `col` in sight and `args` = {"action": name, "params": object}; leaves its answer in `result`.
"""
import copy

EMPTY, DUPLICATE = 1, 2


def found(thing):
    if thing is None:
        raise LookupError("not found")
    return thing


def notetype(name):
    return copy.deepcopy(found(col.models.by_name(name)))


def field_of(model, name):
    return found(next((field for field in model["flds"] if field["name"] == name), None))


def template_of(model, name):
    return found(next((template for template in model["tmpls"] if template["name"] == name), None))


def fill(note, fields):
    """Field names count in any letter case; unknown ones are left out."""
    names = {name.lower(): name for name in reversed(note.keys())}
    for name, value in fields.items():
        if name.lower() in names:
            note[names[name.lower()]] = value


def distinct(ids):
    """The engine's bulk operations break on a repeated id."""
    return list(dict.fromkeys(ids))


def save(note):
    col.update_note(note, skip_undo_entry=True)


def add_note(note):
    new = col.new_note(found(col.models.by_name(note["modelName"])))
    deck = found(col.decks.by_name(note["deckName"]))
    new.tags = note.get("tags", [])
    fill(new, note["fields"])
    state = new.fields_check()
    allowed = state == 0 or state == DUPLICATE and note.get("options", {}).get("allowDuplicate", False)
    if not allowed:
        raise ValueError("refused for state %d" % state)
    col.add_note(new, deck["id"])
    return new.id


def add_notes(notes):
    """Adds what can be added, and tells the rest by nulls."""
    ids = []
    for note in notes:
        try:
            ids.append(add_note(note))
        except (LookupError, ValueError):
            ids.append(None)
    return ids


def update_note(note):
    update_note_fields(note)
    update_note_tags(note["id"], note["tags"])


def update_note_fields(note):
    existing = col.get_note(note["id"])
    for name, value in note["fields"].items():
        if name in existing:
            existing[name] = value
    save(existing)


def update_note_model(note):
    existing = col.get_note(note["id"])
    model = found(col.models.by_name(note["modelName"]))
    replacement = col.new_note(model)
    fill(replacement, note["fields"])
    existing.mid, existing.fields, existing.tags = model["id"], replacement.fields, note["tags"]
    save(existing)


def update_note_tags(note, tags):
    for old in col.get_note(note).tags:
        col.tags.bulk_remove([note], old)
    for new in tags:
        col.tags.bulk_add([note], new)


def replace_tags(notes, tag_to_replace, replace_with_tag):
    for note_id in notes:
        if not col.db.scalar("select 1 from notes where id = ?", note_id):
            continue
        note = col.get_note(note_id)
        if note.has_tag(tag_to_replace):
            note.remove_tag(tag_to_replace)
            note.add_tag(replace_with_tag)
            # Not by saving the note, which would also make cards: in ankid tags alone never do.
            update_note_tags(note_id, note.tags)


def change_deck(cards, deck):
    col.set_deck(cards, col.decks.id(deck))


def delete_decks(decks, cardsToo):
    for name in decks:
        if name in [deck.name for deck in col.decks.all_names_and_ids()]:
            col.decks.remove([col.decks.id(name)])


def preset(preset_id):
    return found(next((preset for preset in col.decks.all_config() if preset["id"] == preset_id), None))


def clone_preset(name, cloneFrom):
    return col.decks.add_config_returning_id(name, preset(cloneFrom))


def set_preset(decks, configId):
    for name in decks:
        deck = found(col.decks.by_name(name))
        deck["conf"] = configId
        col.decks.save(deck)
    return True


def save_preset(config):
    col.decks.update_config(config)
    return True


def remove_preset(configId):
    col.decks.remove_config(preset(configId)["id"])
    return True


def create_model(modelName, inOrderFields, cardTemplates, css=None, isCloze=False):
    if col.models.by_name(modelName):
        raise ValueError("exists")
    model = col.models.new(modelName)
    model["type"] = int(isCloze)
    for name in inOrderFields:
        col.models.add_field(model, col.models.new_field(name))
    for number, given in enumerate(cardTemplates, 1):
        template = col.models.new_template(given.get("Name", "Card %d" % number))
        template["qfmt"], template["afmt"] = given["Front"], given["Back"]
        col.models.add_template(model, template)
    if css is not None:
        model["css"] = css
    col.models.add(model)


def changed_notetype(name, change):
    model = notetype(name)
    change(model)
    col.models.update_dict(model)


def add_field(modelName, fieldName, index=None):
    def change(model):
        if fieldName not in [field["name"] for field in model["flds"]]:
            col.models.add_field(model, col.models.new_field(fieldName))
        if index is not None:
            col.models.reposition_field(model, field_of(model, fieldName), index)
    changed_notetype(modelName, change)


def set_field(modelName, fieldName, key, value):
    changed_notetype(modelName, lambda model: field_of(model, fieldName).__setitem__(key, value))


def rename_field(modelName, oldFieldName, newFieldName):
    changed_notetype(modelName, lambda m: col.models.rename_field(m, field_of(m, oldFieldName), newFieldName))


def add_template(modelName, template):
    def change(model):
        existing = [known for known in model["tmpls"] if known["name"] == template["Name"]]
        new = existing[0] if existing else col.models.new_template(template["Name"])
        new["qfmt"], new["afmt"] = template["Front"], template["Back"]
        if not existing:
            col.models.add_template(model, new)
    changed_notetype(modelName, change)


def remove_template(modelName, templateName):
    changed_notetype(modelName, lambda m: col.models.remove_template(m, template_of(m, templateName)))
    # A note whose last card went with the template has none until the next check; ankid gives it one at once.
    without_cards = col.db.list("select id from notes where id not in (select nid from cards)")
    col.after_note_updates(without_cards, mark_modified=False)


def update_templates(model):
    def change(stored):
        for template in stored["tmpls"]:
            given = model["templates"].get(template["name"], {})
            template["qfmt"] = given.get("Front") or template["qfmt"]
            template["afmt"] = given.get("Back") or template["afmt"]
    changed_notetype(model["name"], change)


def replace_in_notetype(modelName, findText, replaceText, front, back, css):
    def change(model):
        if css:
            model["css"] = model["css"].replace(findText, replaceText)
        for template in model["tmpls"]:
            for key, wanted in (("qfmt", front), ("afmt", back)):
                if wanted:
                    template[key] = template[key].replace(findText, replaceText)
    changed_notetype(modelName, change)


def remove_unused_notetypes():
    for model in col.models.all():
        if col.models.use_count(model) == 0:
            col.models.remove(model["id"])


ACTIONS = {
    "createDeck": lambda deck: col.decks.id(deck),
    "changeDeck": change_deck,
    "deleteDecks": delete_decks,
    "getDeckConfig": lambda deck: col.decks.config_dict_for_deck_id(col.decks.id(deck)),
    "cloneDeckConfigId": clone_preset,
    "setDeckConfigId": set_preset,
    "saveDeckConfig": save_preset,
    "removeDeckConfigId": remove_preset,
    "addNote": add_note,
    "addNotes": add_notes,
    "updateNote": update_note,
    "updateNoteFields": update_note_fields,
    "updateNoteModel": update_note_model,
    "updateNoteTags": update_note_tags,
    "addTags": lambda notes, tags: col.tags.bulk_add(distinct(notes), tags),
    "removeTags": lambda notes, tags: col.tags.bulk_remove(distinct(notes), tags),
    "replaceTags": replace_tags,
    "replaceTagsInAllNotes": lambda tag_to_replace, replace_with_tag: replace_tags(
        col.db.list("select id from notes"), tag_to_replace, replace_with_tag),
    "clearUnusedTags": lambda: col.tags.clear_unused_tags(),
    "deleteNotes": lambda notes: col.remove_notes(notes),
    "removeEmptyNotes": remove_unused_notetypes,
    "createModel": create_model,
    "modelFieldAdd": add_field,
    "modelFieldRemove": lambda modelName, fieldName: changed_notetype(
        modelName, lambda m: col.models.remove_field(m, field_of(m, fieldName))),
    "modelFieldRename": rename_field,
    "modelFieldReposition": lambda modelName, fieldName, index: changed_notetype(
        modelName, lambda m: col.models.reposition_field(m, field_of(m, fieldName), index)),
    "modelFieldSetFont": lambda modelName, fieldName, font: set_field(modelName, fieldName, "font", font),
    "modelFieldSetFontSize": lambda modelName, fieldName, fontSize: set_field(modelName, fieldName, "size", fontSize),
    "modelFieldSetDescription": lambda modelName, fieldName, description: set_field(
        modelName, fieldName, "description", description),
    "modelTemplateAdd": add_template,
    "modelTemplateRemove": remove_template,
    "modelTemplateRename": lambda modelName, oldTemplateName, newTemplateName: changed_notetype(
        modelName, lambda m: template_of(m, oldTemplateName).__setitem__("name", newTemplateName)),
    "modelTemplateReposition": lambda modelName, templateName, index: changed_notetype(
        modelName, lambda m: col.models.reposition_template(m, template_of(m, templateName), index)),
    "updateModelTemplates": update_templates,
    "updateModelStyling": lambda model: changed_notetype(model["name"], lambda m: m.__setitem__("css", model["css"])),
    "findAndReplaceInModels": replace_in_notetype,
    "cardsOf": lambda notes: [col.db.list("select id from cards where nid = ? order by ord", note) for note in notes],
}

answer = ACTIONS[args["action"]](**args["params"])
result = answer if isinstance(answer, (int, float, str, list, dict, bool)) else None
