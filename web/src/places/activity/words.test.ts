import { expect, test } from "vitest";
import { changeText, innerText } from "./words";

test("a change is named with what it touched", () => {
  const change = { label: "Add Note", notes: 3, cards: 1, noteIds: [], kinds: [] };
  expect(changeText(change)).toBe("Add Note: 3 notes, 1 card");
  expect(changeText({ ...change, notes: 0, cards: 0 })).toBe("Add Note");
});

test("the actions of a multi are counted", () => {
  expect(
    innerText([
      ["addNote", 2],
      ["deckNames", 1],
    ]),
  ).toBe("addNote × 2, deckNames");
});
