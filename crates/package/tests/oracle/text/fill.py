"""Notes that texts may meet: by guid, by first field, in other decks and of other types."""
import time


def add(notetype, deck, fields, tags=(), guid=None):
    note = col.new_note(col.models.by_name(notetype))
    for index, field in enumerate(fields):
        note.fields[index] = field
    note.tags = list(tags)
    col.add_note(note, col.decks.id(deck))
    if guid:
        col.db.execute("update notes set guid = ? where id = ?", guid, note.id)
    time.sleep(0.002)
    return note


add("Basic", "Default", ["known", "old back"], ["kept", "tag"])
add("Basic", "Existing", ["exists", "here"], ["T1"])
add("Basic", "A::B", ["by guid", "old"], ["x"], "known-guid")
add("Cloze", "A", ["{{c1::conflict}} {{c3::three}}", "other type"], [], "conflict")
add("Basic", "Default", ["twice", "first"])
add("Basic", "A", ["twice", "second"])
add("Basic (and reversed card)", "A::B", ["<b>bold</b> &amp; &lt;", "tab\tand \"quotes\"\nand lines<br>br<div>div</div>"], ["a::b", "日本"])
add("Basic", "Default", ["# looks like a comment", "[sound:a.mp3] <style>p{}</style>[[type:Front]] x"])
add("Basic (type in the answer)", "日本::語", ["  spaces  ", "[anki:tts lang=en_US]spoken[/anki:tts] & <b>bold</b>"])
add("Basic", "Default", ["7", "'single' \"double\""])
result = None
