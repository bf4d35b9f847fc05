import { expect, test } from "vitest";
import { stepped } from "./offers";

test("arrow keys lead round all offers, from none to the first or the last", () => {
  expect([-1, 0, 1, 2].map((chosen) => stepped("ArrowDown", chosen, 3))).toEqual([0, 1, 2, 0]);
  expect([-1, 0, 1, 2].map((chosen) => stepped("ArrowUp", chosen, 3))).toEqual([2, 2, 0, 1]);
});

test("other keys lead nowhere, nor does any where nothing is offered", () => {
  expect(stepped("Tab", 0, 3)).toBe(null);
  expect(stepped("ArrowDown", -1, 0)).toBe(null);
});
