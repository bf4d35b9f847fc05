import { expect, test } from "vitest";
import { parseAddress } from "../../state/address";
import { searchAddress, searchOf, type Search } from "./search";

test.each<[Search, string]>([
  [{ query: "", mode: "cards", order: null }, "#/browse"],
  [{ query: "tag:x", mode: "notes", order: null }, "#/browse?q=tag%3Ax&mode=notes"],
  [{ query: "", mode: "cards", order: { column: "cardDue", reverse: true } }, "#/browse?sort=-cardDue"],
  [
    { query: '"a & b"', mode: "cards", order: { column: "deck", reverse: false } },
    "#/browse?q=%22a+%26+b%22&sort=deck",
  ],
])("%o stands at %s and is read from there", (search, address) => {
  expect(searchAddress(search)).toBe(address);
  expect(searchOf(parseAddress(address))).toEqual(search);
});
