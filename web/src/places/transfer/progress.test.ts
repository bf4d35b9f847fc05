import { expect, test } from "vitest";
import { progressWords } from "./progress";

test("things are counted by their number, the collection by its size", () => {
  expect(progressWords({ stage: "notes", done: 1200, total: 40_000 })).toBe("1,200 of 40,000");
  expect(progressWords({ stage: "collection", done: 1_250_000, total: 80_000_000 })).toBe("1.3 MB of 80 MB");
  expect(progressWords({ stage: "reviews", done: 5, total: 0 })).toBe("5");
});
