import { expect, test } from "vitest";
import { packageReport, textReport } from "./report";

test("a package's report has the parts in which something happened", () => {
  const nothing = { foundNotes: 2, newCards: 0, knownCards: 0, newReviews: 0, newMedia: 0 };
  const none = { newDecks: [], newDeckConfigs: [], newNotetypes: [], changedNotetypes: [], renamedMedia: [] };
  const parts = packageReport({
    ...nothing,
    ...none,
    new: [{ id: 1, text: "le chat" }],
    updated: [],
    unchanged: [],
    conflicting: [{ id: 9, text: "other" }],
    newDecks: ["French"],
  });
  expect(parts.map(({ count, notes, lines }) => [count, notes, lines])).toEqual([
    [1, [1], ["le chat"]],
    [1, [], ["other"]],
    [1, [], ["French"]],
  ]);
});

test("a text's report says why rows were left out", () => {
  const parts = textReport({
    rows: 2,
    added: [5],
    updated: [],
    unchanged: [],
    skipped: [{ line: 3, reason: "the first field is empty", note: null }],
  });
  expect(parts.map((part) => part.lines)).toEqual([[], ["Line 3: the first field is empty"]]);
});
