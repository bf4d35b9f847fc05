import { expect, test } from "vitest";
import { fileName } from "./names";

test.each([
  ["Japanese::Kanji", "Japanese Kanji.apkg"],
  ["../../etc/passwd", "etcpasswd.apkg"],
  ['a<b>"c"|d?*', "abcd.apkg"],
  ["...", "ankid export.apkg"],
])("%s is exported as %s", (deck, name) => {
  expect(fileName(deck, "apkg")).toBe(name);
});
