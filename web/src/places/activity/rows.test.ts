import { expect, test } from "vitest";
import type { ActivityRow } from "../../api/pending";
import { newest } from "./rows";

function row(number: number, action = "addNote"): ActivityRow {
  return {
    number,
    time: number,
    client: "curl",
    origin: null,
    page: false,
    action,
    inner: [],
    writes: true,
    summary: null,
    noteIds: [],
    changed: null,
    millis: 1,
    error: null,
    undoable: false,
  };
}

test("rows stand newest first, each number once, as the first list has it", () => {
  const rows = newest([row(3), row(2, "new")], [row(2, "old"), row(1)]);
  expect(rows.map(({ number, action }) => [number, action])).toEqual([
    [3, "addNote"],
    [2, "new"],
    [1, "addNote"],
  ]);
});
