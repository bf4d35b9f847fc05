import { expect, test } from "vitest";
import { onto, same } from "./onto";

test("what one has changed is kept, and what others have changed elsewhere too", () => {
  const before = { name: "Default", new: { perDay: 20, delays: [1, 10] }, mod: 1 };
  const mine = { name: "Default", new: { perDay: 7, delays: [1, 10] }, mod: 1 };
  const now = { name: "Renamed", new: { perDay: 30, delays: [5] }, mod: 2 };
  expect(onto(now, before, mine)).toEqual({ name: "Renamed", new: { perDay: 7, delays: [5] }, mod: 2 });
});

test("lists are changed as a whole, and null is a value", () => {
  expect(onto({ a: [1, 2, 3] }, { a: [1] }, { a: [1, 9] })).toEqual({ a: [1, 9] });
  expect(onto<{ a: number | null }>({ a: 3 }, { a: 2 }, { a: null })).toEqual({ a: null });
});

test("when something was written does not make it another", () => {
  expect(same({ a: 1, mod: 1, usn: 0 }, { a: 1, mod: 2, usn: -1 })).toBe(true);
  expect(same({ a: 1, mod: 1 }, { a: 2, mod: 1 })).toBe(false);
});
