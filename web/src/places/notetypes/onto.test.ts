import { expect, test } from "vitest";
import { newField, type FieldDict, type NotetypeDict } from "./dictionary";
import { notetypeOnto } from "./onto";

type Written = [name: string, ord: number | null, id?: number, size?: number];

function fields(...written: Written[]): FieldDict[] {
  return written.map(([name, ord, id, size = 20]) => ({ ...newField(name), ord, size, ...(id ? { id } : {}) }));
}

function notetype(flds: FieldDict[], change: Partial<NotetypeDict> = {}): NotetypeDict {
  return { id: 1, name: "Words", type: 0, sortf: 0, css: "", tmpls: [], flds, ...change };
}

function check(now: Written[], before: Written[], mine: Written[], expected: Written[]): void {
  const result = notetypeOnto(notetype(fields(...now)), notetype(fields(...before)), notetype(fields(...mine)));
  expect(result.flds).toEqual(fields(...expected));
}

const BEFORE: Written[] = [
  ["Front", 0, 11],
  ["Back", 1, 12],
];

test("a field keeps its content where others have put one before it", () => {
  const now: Written[] = [
    ["Front", 0, 11],
    ["Source", 1, 13],
    ["Back", 2, 12],
  ];
  const renamed: Written[] = [
    ["Front", 0, 11],
    ["Meaning", 1, 12],
  ];
  check(now, BEFORE, renamed, [
    ["Front", 0, 11],
    ["Source", 1, 13],
    ["Meaning", 2, 12],
  ]);
});

test("moved and new fields stand as one has put them, before those of others", () => {
  const now: Written[] = [
    ["Source", 0, 13],
    ["Front", 1, 11, 30],
    ["Back", 2, 12],
  ];
  const moved: Written[] = [
    ["Back", 1, 12],
    ["Hint", null],
    ["Front", 0, 11],
  ];
  check(now, BEFORE, moved, [
    ["Back", 2, 12],
    ["Hint", null],
    ["Front", 1, 11, 30],
    ["Source", 0, 13],
  ]);
});

test("what either has taken away stays away", () => {
  check(
    [["Front", 0, 11]],
    BEFORE,
    [
      ["Front", 0, 11, 30],
      ["Back", 1, 12, 30],
    ],
    [["Front", 0, 11, 30]],
  );
  check(
    [
      ["Front", 0, 11, 30],
      ["Back", 1, 12],
    ],
    BEFORE,
    [["Front", 0, 11]],
    [["Front", 0, 11, 30]],
  );
});

test("fields without ids are known by their names", () => {
  const before: Written[] = [
    ["Front", 0],
    ["Back", 1],
  ];
  check(
    [
      ["Back", 0],
      ["Front", 1],
    ],
    before,
    [
      ["Front", 0],
      ["Meaning", 1],
    ],
    [
      ["Meaning", 0],
      ["Front", 1],
    ],
  );
});

test("the sort field and the styling are those that one has changed, or those that are there now", () => {
  const before = notetype(fields(...BEFORE));
  const now = notetype(fields(["Back", 0, 12], ["Front", 1, 11]), { css: "theirs", sortf: 1 });
  expect(notetypeOnto(now, before, { ...before, sortf: 1 })).toMatchObject({ css: "theirs", sortf: 0 });
  expect(notetypeOnto(now, before, { ...before, css: "mine" })).toMatchObject({ css: "mine", sortf: 1 });
});
