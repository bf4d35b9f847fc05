/** The card browser: clients move it and hear what is selected; many rows are changed at once, and back. */
import { expect } from "vitest";
import { addBasics } from "./harness/sample.ts";
import { test } from "./harness/test.ts";

test("clients search and select, and are told what is selected", async ({ ankid, page }) => {
  const notes = await addBasics(ankid, "French", 300, "mot");
  await page.goto(`${ankid.url}/#/decks`);
  await page.getByRole("treegrid").waitFor();
  await ankid.call("guiBrowse", { query: "deck:French" });
  await page.getByText("300 cards").waitFor();
  const cards = await ankid.call("findCards", { query: `nid:${notes[250]}` });
  await ankid.call("guiSelectCard", { card: cards[0] ?? 0 });
  await page.getByRole("row", { selected: true }).waitFor();
  await page.getByRole("grid").focus();
  await page.keyboard.press("Control+a");
  await expect.poll(async () => (await ankid.call("guiSelectedNotes", {})).length).toBe(300);
});

test("what others change is seen without losing the place", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 500, "mot");
  await page.goto(`${ankid.url}/#/browse?q=deck:French`);
  await page.getByText("500 cards").waitFor();
  const grid = page.getByRole("grid");
  await grid.evaluate((element) => (element.scrollTop = 5000));
  const before = await grid.evaluate((element) => element.scrollTop);
  await addBasics(ankid, "French", 1, "zuletzt");
  await page.getByText("501 cards").waitFor();
  expect(Math.abs((await grid.evaluate((element) => element.scrollTop)) - before)).toBeLessThan(100);
});
