import { expect, test } from "vitest";
import { isOrigin } from "./origins";

test.each([
  ["https://example.org", true],
  ["http://localhost:5173", true],
  ["app://obsidian.md", true],
  ["chrome-extension://likgccmbimhjbgkjambclfkhldnlhbnn", true],
  ["example.org", false],
  ["https://example.org/path", false],
  ["https://me@example.org", false],
  ["", false],
])("%s: %s", (text, expected) => {
  expect(isOrigin(text)).toBe(expected);
});
