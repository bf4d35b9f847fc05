/** What programs do to the screen, as an open page sees it; decks that are dragged, and filtered ones. */
import { expect } from "vitest";
import { openReview, shownSide } from "./harness/cards.ts";
import { addBasics } from "./harness/sample.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

test("a program undoes an answer, and the card is back in the open page", async ({ ankid, page }) => {
  await addBasics(ankid, "Words", 2);
  const frame = await openReview(ankid, page, "Words");
  await page.keyboard.press("Space");
  await page.keyboard.press("3");
  await frame.getByText("word 2", { exact: true }).waitFor();
  expect(await ankid.call("guiUndo", {})).toBe(true);
  await frame.getByText("word 1", { exact: true }).waitFor();
  await shownSide(page, "question");
  expect(await ankid.call("getNumCardsReviewedToday", {})).toBe(0);
});

test("a program checks the database, and the open page stands as it was and shows what is there", async ({
  ankid,
  page,
}) => {
  await addBasics(ankid, "Words", 2);
  await visit(page, ankid, "decks");
  await page.getByRole("row", { name: /Words/ }).waitFor();
  expect(await ankid.call("guiCheckDatabase", {})).toBe(true);
  await page.getByText("curl checked the database").waitFor();
  await page.getByRole("row", { name: /Words/ }).waitFor();
  await page.goto(`${ankid.url}/#/settings/check`);
  await page.getByText("The database is in order.").waitFor();
});

test("a program ends the server, which the open page tells, and finds again", async ({ ankid, page }) => {
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  await ankid.call("guiExitAnki", {});
  await page.getByText("curl stopped the server").waitFor();
  await ankid.ended();
  await page.getByText("The server does not answer.").first().waitFor();
  await ankid.start();
  await page.getByText("The server does not answer.").first().waitFor({ state: "detached" });
});

test("a deck is dragged onto another, which is undone, and dragged to the top", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 1);
  await addBasics(ankid, "Languages", 1);
  await visit(page, ankid, "decks");
  const row = (name: RegExp) => page.getByRole("row", { name });
  await row(/French/).dragTo(row(/Languages/));
  await expect.poll(() => ankid.call("deckNames", {})).toContain("Languages::French");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => ankid.call("deckNames", {})).toContain("French");
  await row(/French/).dragTo(row(/Languages/));
  await expect.poll(() => ankid.call("deckNames", {})).toContain("Languages::French");
  await page.locator("[role=row][aria-expanded=false]", { hasText: "Languages" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("[role=row][aria-level='2']", { hasText: "French" }).hover();
  await page.mouse.down();
  await page.mouse.move(400, 200);
  await page.getByText("Drop here for the top level").hover();
  await page.mouse.up();
  await expect.poll(() => ankid.call("deckNames", {})).toContain("French");
});

test("a filtered deck sends its cards home, and borrows them anew", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 3);
  await ankid.call("createFilteredDeck", {
    deck: "Cram",
    searches: [{ query: "deck:French", limit: 9, order: "random" }],
  });
  await visit(page, ankid, "decks");
  const choose = async (item: string): Promise<void> => {
    await page.getByRole("button", { name: "Menu of Cram" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await choose("Send the cards home");
  await page.getByText("The cards of Cram are home").waitFor();
  expect(await ankid.call("findCards", { query: "deck:Cram" })).toEqual([]);
  await choose("Rebuild");
  await page.getByText("Cram has 3 cards now").waitFor();
  expect(await ankid.call("findCards", { query: "deck:Cram" })).toHaveLength(3);
});
