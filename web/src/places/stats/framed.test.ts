import { expect, test } from "vitest";
import { framed } from "./framed";

const PAGE = "<!DOCTYPE html><style>@media (prefers-color-scheme:dark){body{color:red}}</style><p>x";

test("the page has the theme that is chosen, whatever the system's", () => {
  expect(framed(PAGE, true)).toContain("@media all{body{color:red}}");
  expect(framed(PAGE, false)).toContain("@media not all{body{color:red}}");
});

test("the doctype stays first", () => {
  expect(framed(PAGE, true)).toMatch(/^<!DOCTYPE html><style>html\{color-scheme:dark/);
  expect(framed("<p>x", false)).toMatch(/^<!doctype html><style>/);
});
