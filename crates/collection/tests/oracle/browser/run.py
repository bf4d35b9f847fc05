"""Rows and orders of the card browser, in both of its modes."""

from anki.collection import Config


def cells_of(item):
    try:
        return [text for text, *_rest in col.browser_row_for_id(item)[0]]
    except Exception:
        # A note without cards has no row.
        return None


def mode_of(name, find):
    col.set_config_bool(Config.Bool.BROWSER_TABLE_SHOW_NOTES_MODE, name == "notes")
    col.set_browser_card_columns(args["columns"]) if name == "cards" else col.set_browser_note_columns(args["columns"])
    if name == "cards":
        col.load_browser_card_columns()
    else:
        col.load_browser_note_columns()
    known = {column.key: column for column in col.all_browser_columns()}
    label = "cards_mode_label" if name == "cards" else "notes_mode_label"
    sorting = "sorting_cards" if name == "cards" else "sorting_notes"
    ordered = {
        key: [list(find(search, order=column)) for search in args["searches"]]
        for key, column in known.items()
        if getattr(column, sorting) != 0
    }
    return {
        "labels": {key: getattr(column, label) for key, column in known.items()},
        "rows": [(item, cells_of(item)) for item in find("")],
        "sorted": ordered,
    }


result = {"cards": mode_of("cards", col.find_cards), "notes": mode_of("notes", col.find_notes)}
