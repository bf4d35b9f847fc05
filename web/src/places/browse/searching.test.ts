import { expect, test } from "vitest";
import { completed, markedParts, replaced, type SearchProblem } from "./searching";

const problem = (start: number, end: number, rest: Partial<SearchProblem> = {}): SearchProblem => {
  return { severity: "error", message: "", start, end, suggestion: null, ...rest };
};
const shown = (text: string, ...problems: SearchProblem[]): string =>
  markedParts(text, problems)
    .map((part) => (part.severity ? `<${part.text}>` : part.text))
    .join("");

test("problems are marked where they are", () => {
  expect(shown("is:deu tag:x")).toBe("is:deu tag:x");
  expect(shown("is:deu tag:x", problem(0, 6))).toBe("<is:deu> tag:x");
  expect(shown("a is:b tag:x", problem(7, 12), problem(2, 6))).toBe("a <is:b> <tag:x>");
  expect(shown("a is:b", problem(0, 6), problem(2, 4))).toBe("<a is:b>");
  expect(shown("(a", problem(2, 2))).toBe("(<a>");
  expect(shown("", problem(0, 0))).toBe("");
});

test("a suggestion takes the place of what is wrong", () => {
  expect(replaced("is:deu tag:x", problem(0, 6, { suggestion: "is:due" }))).toBe("is:due tag:x");
});

test("a completed name is followed by a space, a completed operator by its value", () => {
  const deck = { text: "deck:French", label: "French", kind: "deck" as const };
  expect(completed("deck:Fr", { from: 0, to: 7 }, deck)).toEqual({ text: "deck:French ", cursor: 12 });
  expect(completed("deck:Fr is:due", { from: 0, to: 7 }, deck)).toEqual({ text: "deck:French is:due", cursor: 11 });
  const operator = { text: "tag:", label: "tag:", kind: "operator" as const };
  expect(completed("ta", { from: 0, to: 2 }, operator)).toEqual({ text: "tag:", cursor: 4 });
});
