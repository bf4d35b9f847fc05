import { expect, test } from "vitest";
import { sizesOf, type Part } from "./widths";

function check(part: Part, kept: number | null, whole: number, expected: number): void {
  const { minSize, defaultSize, maxSize } = sizesOf(part, kept, whole);
  expect(Math.round((defaultSize / 100) * whole)).toBe(expected);
  expect(defaultSize).toBeGreaterThanOrEqual(minSize);
  expect(defaultSize).toBeLessThanOrEqual(maxSize);
}

test("a part has its share of a window, up to what is usual", () => {
  check("sidebar", null, 1000, 200);
  check("pane", null, 1000, 360);
  check("sidebar", null, 3600, 320);
  check("pane", null, 3600, 800);
});

test("a part that was dragged is as wide in every window, within its bounds", () => {
  check("sidebar", 260, 1000, 260);
  check("sidebar", 260, 3600, 260);
  check("sidebar", 9999, 3600, 480);
  check("pane", 9999, 3600, 1200);
  check("pane", 10, 3600, 280);
  check("pane", 9999, 700, 700);
});
