import { expect, test } from "vitest";
import { spanText } from "./spans";

test.each([
  [0, "0 seconds"],
  [40, "40 seconds"],
  [60, "1 minute"],
  [5400, "1.5 hours"],
  [86400, "1 day"],
  [86400 * 45, "1.5 months"],
])("%d seconds are %s", (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});
