import { expect, test } from "vitest";
import { isFieldName, moved, needsFullSync, newField, type NotetypeDict } from "./dictionary";

test("items are moved within their list", () => {
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "b", "c"]);
  expect(moved(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
});

test("names of fields are their own and mean nothing in templates", () => {
  expect(isFieldName("Word", ["Front"])).toBe(true);
  for (const name of ["", "front", "a:b", "#x", "{x"]) expect(isFieldName(name, ["Front"])).toBe(false);
});

test("moving, adding and removing makes the next synchronization a full one", () => {
  const field = (name: string, ord: number): ReturnType<typeof newField> => ({ ...newField(name), ord });
  const before: NotetypeDict = {
    id: 1,
    name: "",
    type: 0,
    sortf: 0,
    css: "",
    flds: [field("a", 0), field("b", 1)],
    tmpls: [],
  };
  expect(needsFullSync(before, { ...before, css: "x" })).toBe(false);
  expect(needsFullSync(before, { ...before, flds: moved(before.flds, 0, 1) })).toBe(true);
  expect(needsFullSync(before, { ...before, flds: [...before.flds, newField("c")] })).toBe(true);
});
