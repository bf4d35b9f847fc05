import { expect, test } from "vitest";
import { nextCloze } from "./cloze";

test.each([
  [[""], false, 1],
  [[""], true, 1],
  [["{{c1::a}} {{c3::b::hint}}", "{{c2::c}}"], false, 4],
  [["{{c1::a}}", "{{c2::{{c7::inner}}}}"], true, 7],
  [["{{c0::no}} {{cx::no}} {c9::no}"], false, 1],
])("of %o the next cloze, the same number: %s, is %d", (values, isSame, number) => {
  expect(nextCloze(values, isSame)).toBe(number);
});
