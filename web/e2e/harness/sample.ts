/** A small collection with something of everything, filled in from outside. */
import type { Ankid } from "./server.ts";

/** Ids of what a sample has. */
export interface Sample {
  /** Decks by their names. */
  decks: Record<string, number>;
  /** Note types by their names. */
  notetypes: Record<string, number>;
  notes: number[];
}

const LONG = "A deck with a name so long that it cannot stand in one line of a telephone";
const CRAM = "Medicine::Cram: cardiology before the examination in spring";
const YOMITAN = { Origin: "chrome-extension://likgccmbimhjbgkjambclfkhldnlhbnn" };

/** A note of the note type Basic. */
export function basic(deckName: string, front: string, back = `${front}, answered`, tags: string[] = []): object {
  return { deckName, modelName: "Basic", fields: { Front: front, Back: back }, tags };
}

/** Adds notes of the note type Basic, named after their numbers. */
export async function addBasics(server: Ankid, deck: string, count: number, name = "word"): Promise<number[]> {
  await server.call("createDeck", { deck });
  const notes = Array.from({ length: count }, (_, index) => basic(deck, `${name} ${index + 1}`));
  return (await server.call("addNotes", { notes })).filter((id) => id !== null);
}

/** Fills an empty collection. */
export async function fill(server: Ankid): Promise<Sample> {
  for (const deck of [LONG, "Medicine"]) await server.call("createDeck", { deck });
  const french = await addBasics(server, "French", 14, "mot");
  const kanji = await addBasics(server, "Japanese::Kanji::N5", 30, "漢字");
  await addBasics(server, "Japanese::Mining", 12, "言葉");
  await server.call("addNote", {
    note: {
      deckName: "Medicine",
      modelName: "Cloze",
      fields: { Text: "The {{c1::heart}} has {{c2::four::number}} chambers.", "Back Extra": "" },
      tags: ["anatomy::heart", "marked"],
    },
  });
  const cards = await server.call("findCards", { query: "deck:Japanese::Kanji::N5" });
  await server.call("answerCards", { answers: cards.slice(0, 6).map((cardId) => ({ cardId, ease: 1 })) });
  await server.call("setDueDate", { cards: cards.slice(6, 20), days: "0-6" });
  await server.call("setFlag", { cards: cards.slice(0, 3), flag: 3 });
  await server.call("suspend", { cards: cards.slice(28) });
  await server.call("createFilteredDeck", {
    deck: CRAM,
    searches: [{ query: "deck:French", limit: 5, order: "random" }],
  });
  await server.call("addNote", { note: basic("Japanese::Mining", "気持ち", "feeling", ["mined"]) }, YOMITAN);
  await server.post("addNote", { note: basic("French", "mot 1") }, YOMITAN);
  const decks = await server.call("deckNamesAndIds", {});
  const notetypes = await server.call("modelNamesAndIds", {});
  return { decks, notetypes, notes: [...french, ...kanji] };
}
