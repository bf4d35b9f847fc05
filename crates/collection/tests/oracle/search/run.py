"""Runs searches and collects what each finds, or the text of its error. `args`: searches, each with "for notes?"."""


def run(for_notes, search):
    try:
        return list((col.find_notes if for_notes else col.find_cards)(search))
    except Exception as error:
        return str(error)


result = [run(for_notes, search) for for_notes, search in args["searches"]]
