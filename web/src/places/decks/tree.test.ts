import { expect, test } from "vitest";
import type { DeckRow } from "../../api/pending";
import { mayMove, renamed, shortName, shownDecks } from "./tree";

function deck(id: number, name: string, parent: number | null = null, rest: Partial<DeckRow> = {}): DeckRow {
  const counts = { new: 0, learning: 0, review: 0 };
  return {
    id,
    name,
    level: name.split("::").length,
    parent,
    folded: false,
    filtered: false,
    counts,
    total: 0,
    ...rest,
  };
}

const decks = [
  deck(1, "Default"),
  deck(2, "Japanese", null, { folded: true }),
  deck(3, "Japanese::Kanji", 2),
  deck(4, "Japanese::Kanji::N5", 3),
  deck(5, "Japanese::Words", 2),
];

function names(filter: string, of = decks): string[] {
  return shownDecks(of, filter).map((row) => row.shortName);
}

test("a folded deck hides all decks inside it", () => {
  expect(names("")).toEqual(["Default", "Japanese"]);
  const open = decks.map((row) => (row.id === 2 ? { ...row, folded: false } : row));
  expect(names("", open)).toEqual(["Default", "Japanese", "Kanji", "N5", "Words"]);
});

test("the filter shows what matches with the decks around it, folded or not", () => {
  expect(names("n5")).toEqual(["Japanese", "Kanji", "N5"]);
  expect(names("KANJI")).toEqual(["Japanese", "Kanji"]);
  expect(names("nothing")).toEqual([]);
});

test("names are taken apart at the last two colons", () => {
  expect(shortName("a::b::c")).toBe("c");
  expect(shortName("a:b")).toBe("a:b");
  expect(renamed("a::b", "c")).toBe("a::c");
  expect(renamed("a", "c")).toBe("c");
});

test("a deck moves neither into itself nor below itself nor where it is", () => {
  const [, japanese, kanji, n5, words] = decks;
  if (!japanese || !kanji || !n5 || !words) throw new Error("decks are missing");
  expect(mayMove(kanji, words)).toBe(true);
  expect(mayMove(kanji, kanji)).toBe(false);
  expect(mayMove(japanese, n5)).toBe(false);
  expect(mayMove(kanji, japanese)).toBe(false);
  expect(mayMove(kanji, null)).toBe(true);
  expect(mayMove(japanese, null)).toBe(false);
  expect(mayMove(n5, { ...words, filtered: true })).toBe(false);
});
