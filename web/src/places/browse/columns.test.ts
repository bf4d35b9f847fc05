import { expect, test } from "vitest";
import { gridOf, leastWidthOf, nextOrder, readColumns, withMoved, withToggled, type ColumnInfo } from "./columns";

const info = (id: string, rest: Partial<ColumnInfo> = {}): ColumnInfo => {
  return { id, cards: id, notes: id, sortCards: "ascending", sortNotes: null, figures: false, ...rest };
};
const columns = ["a", "b", "c"].map((id) => ({ id, width: null }));
const ids = (list: { id: string }[]): string => list.map((column) => column.id).join("");

test("what is kept is read, and what is no list of columns is not", () => {
  expect(readColumns(null, ["a"])).toEqual([{ id: "a", width: null }]);
  expect(readColumns('[{"id":"b","width":90}]', ["a"])).toEqual([{ id: "b", width: 90 }]);
  for (const broken of ["", "{}", "[]", "[1]", '[{"id":3,"width":null}]']) {
    expect(ids(readColumns(broken, ["a"]))).toBe("a");
  }
});

test("columns are moved, added and taken away, but never all", () => {
  expect(ids(withMoved(columns, "c", 0))).toBe("cab");
  expect(ids(withMoved(columns, "a", 2))).toBe("bca");
  expect(ids(withToggled(columns, "d"))).toBe("abcd");
  expect(ids(withToggled(columns, "b"))).toBe("ac");
  expect(ids(withToggled([{ id: "a", width: null }], "a"))).toBe("a");
});

test("a heading sorts as its column begins, then the other way round", () => {
  const due = info("due", { sortCards: "descending" });
  expect(nextOrder(due, "cards", null)).toEqual({ column: "due", reverse: true });
  expect(nextOrder(due, "cards", { column: "due", reverse: true })).toEqual({ column: "due", reverse: false });
  expect(nextOrder(info("noteFld"), "cards", null)).toEqual({ column: "noteFld", reverse: true });
  expect(nextOrder(due, "notes", null)).toBeNull();
});

test("a chosen width is kept, but never too narrow to take hold of", () => {
  expect(gridOf([{ id: "a", width: 20 }], [])).toBe("28px 60px");
  expect(leastWidthOf([{ id: "a", width: 20 }], [])).toBe(88);
  expect(
    gridOf(
      [
        { id: "a", width: null },
        { id: "n", width: null },
      ],
      [info("n", { figures: true })],
    ),
  ).toContain("100px");
});
