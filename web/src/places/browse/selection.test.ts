import { expect, test } from "vitest";
import { all, kept, moved, NOTHING, only, pressed, RowList, selected, type Selection } from "./selection";

const order = new RowList([10, 20, 30, 40, 50]);
const plain = { shift: false, ctrl: false };
const shift = { shift: true, ctrl: false };
const ctrl = { shift: false, ctrl: true };

function shown({ ids, active }: Selection): [number[], number | null] {
  return [[...ids].sort((one, other) => one - other), active];
}

test("a press selects alone, Ctrl adds and takes away, Shift takes all between", () => {
  const first = pressed(NOTHING, order, 1, plain);
  expect(shown(first)).toEqual([[20], 20]);
  const both = pressed(first, order, 3, ctrl);
  expect(shown(both)).toEqual([[20, 40], 40]);
  expect(shown(pressed(both, order, 1, ctrl))).toEqual([[40], 20]);
  expect(shown(pressed(first, order, 3, shift))).toEqual([[20, 30, 40], 40]);
  expect(shown(pressed(pressed(first, order, 3, shift), order, 0, shift))).toEqual([[10, 20], 10]);
});

test("keys stop at the first and the last row", () => {
  expect(shown(moved(only(50), order, 5, plain))).toEqual([[50], 50]);
  expect(shown(moved(only(10), order, -3, plain))).toEqual([[10], 10]);
  expect(shown(moved(only(20), order, 3, shift))).toEqual([[20, 30, 40], 40]);
  expect(shown(moved(only(20), order, 3, ctrl))).toEqual([[20], 40]);
  expect(moved(NOTHING, new RowList([]), 0, plain)).toBe(NOTHING);
});

test("all rows are selected with the keyboard where it was", () => {
  expect(shown(all(order, only(30)))).toEqual([[10, 20, 30, 40, 50], 30]);
});

test("another order keeps the selection, and a deleted row gives way to the next", () => {
  expect(shown(kept(selected([20, 40]), order, new RowList([40, 30, 20])))).toEqual([[20, 40], 20]);
  expect(shown(kept(only(30), order, new RowList([10, 20, 40])))).toEqual([[40], 40]);
  expect(shown(kept(only(50), order, new RowList([10, 20])))).toEqual([[20], 20]);
  expect(shown(kept(NOTHING, order, new RowList([10])))).toEqual([[], null]);
});
