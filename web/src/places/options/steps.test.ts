import { expect, test } from "vitest";
import { read, shown, valueAt, withValue } from "./fields";
import { readSteps, showSteps } from "./steps";

test.each([
  ["1m 10m", [1, 10]],
  ["1 10", [1, 10]],
  ["30s 2h 1d", [0.5, 120, 1440]],
  ["", []],
  ["1x", null],
  ["0m", null],
  ["ten", null],
])("%s are the steps %j", (text, steps) => {
  expect(readSteps(text)).toEqual(steps);
});

test("steps are written in their largest unit", () => {
  expect(showSteps([0.5, 1, 90, 120, 1440, 2880])).toBe("30s 1m 90m 2h 1d 2d");
  expect(readSteps(showSteps([0.25, 61, 4320]))).toEqual([0.25, 61, 4320]);
});

test("values are found and replaced at their places", () => {
  const config = { new: { ints: [1, 4, 0] }, timer: 0 };
  expect(valueAt(config, "new.ints.1")).toBe(4);
  expect(withValue(config, "new.ints.1", 7)).toEqual({ new: { ints: [1, 7, 0] }, timer: 0 });
  expect(config.new.ints).toEqual([1, 4, 0]);
});

test("numbers are read within their bounds", () => {
  const ease = { kind: "number", least: 1.31, most: 5, step: 0.01, times: 1000 } as const;
  expect(shown(ease, 2500)).toBe("2.5");
  expect(read(ease, "2.35")).toEqual({ value: 2350 });
  expect(read(ease, "1.2")).toHaveProperty("problem");
  expect(read({ kind: "number", least: 0, most: 10 }, "1.5")).toHaveProperty("problem");
  expect(read({ kind: "parameters" }, "1, 2")).toHaveProperty("problem");
  expect(read({ kind: "parameters" }, "")).toEqual({ value: [] });
  expect(read({ kind: "date" }, "2024-13-01")).toHaveProperty("problem");
});
