/** What stands around the places: palette, the deck tree, a server that goes away. */
import { expect } from "vitest";
import { look } from "./harness/look.ts";
import { addBasics, fill } from "./harness/sample.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

test("the palette goes to a deck by a part of its name", async ({ ankid, page }) => {
  const { decks } = await fill(ankid);
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "Japanese::Kanji", exact: true }).waitFor();
  await look(page, "palette");
  await page.keyboard.type("n5");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Japanese › Kanji › N5" }).waitFor();
  expect(page.url()).toContain(`#/deck/${decks["Japanese::Kanji::N5"]}`);
  await page.goBack();
  await page.getByRole("treegrid").waitFor();
});

test("the deck tree is folded, walked and renamed by keyboard", async ({ ankid, page }) => {
  const { decks } = await fill(ankid);
  await visit(page, ankid, "decks");
  await page.locator(`[data-deck="${decks["French"]}"]`).focus();
  for (const key of ["ArrowDown", "ArrowLeft"]) await page.keyboard.press(key);
  await page.locator(`[data-deck="${decks["Japanese::Kanji"]}"]`).waitFor({ state: "detached" });
  const isFolded = async (): Promise<unknown> =>
    (await ankid.call("deckTree", {})).decks.find(({ id }) => id === decks["Japanese"])?.folded;
  await expect.poll(isFolded).toBe(true);
  await page.keyboard.press("F2");
  await page.getByRole("textbox", { name: "Name" }).fill("Nihongo");
  await look(page, "rename");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await ankid.call("deckNames", {})).toContain("Nihongo::Kanji::N5");
  await page.keyboard.press("/");
  await page.keyboard.type("cram");
  await page.locator(`[data-deck="${decks["French"]}"]`).waitFor({ state: "detached" });
  expect(await page.locator("[data-deck]").count()).toBe(2);
});

test("a deck is deleted only after the number of cards was shown, and comes back", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 14);
  await visit(page, ankid, "decks");
  await page.getByRole("button", { name: "Menu of French" }).click();
  await look(page, "deck-menu");
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("14 cards").waitFor();
  await look(page, "delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Deleted French").waitFor();
  expect(await ankid.call("deckNames", {})).toEqual(["Default"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("link", { name: "French" }).waitFor();
  expect(await ankid.call("findCards", { query: "deck:French" })).toHaveLength(14);
});

test("a field that gets the focus is not behind what stands at the foot", async ({ ankid, open }) => {
  const page = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await visit(page, ankid, "options/1");
  await page.getByRole("textbox", { name: "New cards a day" }).fill("7");
  const bar = page.getByRole("region", { name: "Not saved yet" });
  for (const name of ["Relearning steps", "Leech threshold", "Maximum interval"]) {
    const field = page.getByRole("textbox", { name });
    await field.evaluate((element) => scrollBy(0, element.getBoundingClientRect().bottom - innerHeight + 70));
    await field.focus();
    const [box, foot] = [await field.boundingBox(), await bar.boundingBox()];
    expect((box?.y ?? 0) + (box?.height ?? 0), name).toBeLessThan(foot?.y ?? 0);
  }
});

test("a lost server is told, and found again with all that was missed", async ({ ankid, page }) => {
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  await ankid.stop();
  await page.getByText("The server does not answer.").first().waitFor();
  await look(page, "lost");
  await ankid.start();
  await ankid.call("createDeck", { deck: "Made meanwhile" });
  await page.getByRole("link", { name: "Made meanwhile" }).waitFor();
  await page.getByText("The server does not answer.").first().waitFor({ state: "detached" });
});

test("a server with a key asks for it once", async ({ ankid, open }) => {
  await ankid.call("changeServerSetting", { name: "apiKey", value: "a secret" });
  const page = await open();
  await page.goto(`${ankid.url}/#/decks`);
  await page.getByRole("textbox", { name: "API key" }).fill("wrong");
  await page.keyboard.press("Enter");
  await page.getByText("The server does not take this key.").waitFor();
  await look(page, "key");
  await page.getByRole("textbox", { name: "API key" }).fill("a secret");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Default" }).waitFor();
  await page.reload();
  await page.getByRole("link", { name: "Default" }).waitFor();
});
