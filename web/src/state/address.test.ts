import { expect, test } from "vitest";
import { address, parseAddress } from "./address";

test("addresses are read back as they were written", () => {
  const written = address("browse", "", { q: 'tag:x "deck:a b"?&#' });
  expect(parseAddress(written)).toEqual({ place: "browse", rest: "", query: { q: 'tag:x "deck:a b"?&#' } });
  expect(address("deck", 12)).toBe("#/deck/12");
  expect(parseAddress("#/deck/12")).toEqual({ place: "deck", rest: "12", query: {} });
});

test("any text is an address", () => {
  expect(parseAddress("")).toEqual({ place: "", rest: "", query: {} });
  expect(parseAddress("#decks")).toEqual({ place: "decks", rest: "", query: {} });
  expect(parseAddress("#/deck/%E0%A4%A")).toEqual({ place: "deck", rest: "%E0%A4%A", query: {} });
});
