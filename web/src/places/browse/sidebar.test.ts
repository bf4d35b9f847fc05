import { expect, test } from "vitest";
import { firstFolded, linesOf, shownLines } from "./sidebar";

const deck = (fullName: string): { name: string; fullName: string; query: string; level: number; id: null } => {
  const parts = fullName.split("::");
  return { name: parts.at(-1) ?? "", fullName, query: `deck:${fullName}`, level: parts.length, id: null };
};
const lines = linesOf({
  saved: [{ name: "Hard ones", query: "prop:ease<2" }],
  today: [{ key: "added", query: "added:1" }],
  flags: [{ flag: 1, name: "Red", query: "flag:1" }],
  states: [{ key: "new", query: "is:new" }],
  decks: [deck("A"), deck("A::B"), deck("A::B::C"), deck("D")],
  notetypes: [
    { id: 3, name: "Basic", query: "note:Basic", templates: [{ name: "Card 1", query: "card:1" }], fields: [] },
  ],
  tags: [],
});
const labels = (list: { label: string }[]): string => list.map((line) => line.label).join(" ");

test("folding hides what is below, in each section for itself", () => {
  expect(labels(shownLines(lines, new Set(["decks/A", "notetypes/3", "saved", "today", "flags", "states"]), ""))).toBe(
    "Saved searches Today Flags States Decks A D Note types Basic Tags",
  );
  expect(labels(shownLines(lines, new Set(["decks/A::B"]), "")).includes("A B D")).toBe(true);
});

test("the filter keeps what stands above a match", () => {
  expect(labels(shownLines(lines, new Set(["decks/A"]), "c"))).toBe("Decks A B C Note types Basic Card 1");
});

test("long parts are folded at first", () => {
  expect(firstFolded(lines)).toEqual(["decks/A", "decks/A::B", "notetypes/3"]);
});
