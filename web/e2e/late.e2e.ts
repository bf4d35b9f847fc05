/** A slow machine: replies that come late or in another order undo nothing, and nothing that was done is lost. */
import { expect } from "vitest";
import { openReview, shownSide } from "./harness/cards.ts";
import { hold } from "./harness/gate.ts";
import { addBasics, basic } from "./harness/sample.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

test("a list that was asked for before a deck was folded does not unfold it", async ({ ankid, page }) => {
  await addBasics(ankid, "French::Verbs", 1);
  await visit(page, ankid, "decks");
  const french = page.getByRole("row", { name: /French/ });
  await french.waitFor();
  const asked = await hold(page, "deckTree");
  await ankid.call("createDeck", { deck: "Another" });
  await asked.held;
  await french.focus();
  await page.keyboard.press("ArrowLeft");
  await asked.release();
  await page.getByRole("row", { name: /Another/ }).waitFor();
  expect(await french.getAttribute("aria-expanded")).toBe("false");
});

test("a card that was asked for before it was flagged does not lose the flag", async ({ ankid, page }) => {
  await addBasics(ankid, "Words", 1);
  await openReview(ankid, page, "Words");
  const asked = await hold(page, "reviewCard");
  await ankid.call("createDeck", { deck: "Another" });
  await asked.held;
  await page.keyboard.press("Control+3");
  const flag = page.getByRole("button", { name: "Flag: Green" });
  await flag.waitFor();
  await asked.release();
  await flag.waitFor();
});

test("an answer waits for the side that it is about, and a flag for the flag before it", async ({ ankid, page }) => {
  const [note] = await addBasics(ankid, "Words", 1);
  await openReview(ankid, page, "Words");
  const flags = await hold(page, "reviewFlag", "request");
  await page.keyboard.press("Control+3");
  await flags.held;
  await page.keyboard.press("Control+3");
  const shows = await hold(page, "reviewShowAnswer", "request");
  await page.keyboard.press("Space");
  await page.keyboard.press("3");
  await flags.release();
  await shows.held;
  await shows.release();
  await expect.poll(() => ankid.call("getNumCardsReviewedToday", {})).toBe(1);
  expect(await ankid.call("findCards", { query: `nid:${note} flag:0` })).toHaveLength(1);
});

test("a second press while a study begins does not begin it again", async ({ ankid, page }) => {
  await addBasics(ankid, "Words", 2);
  const { Words: deck } = await ankid.call("deckNamesAndIds", {});
  await visit(page, ankid, `deck/${deck}`);
  await page.getByRole("button", { name: "Study now" }).waitFor();
  const begun = await hold(page, "studyDeck");
  await page.keyboard.press("s");
  await begun.held;
  await page.keyboard.press("s");
  await begun.release();
  await shownSide(page, "question", 1);
  await page.keyboard.press("Space");
  await page.keyboard.press("3");
  await shownSide(page, "question", 2);
  expect(await ankid.call("getNumCardsReviewedToday", {})).toBe(1);
});

test("of two searches the later one is shown, whichever is answered first", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 2, "mot");
  await addBasics(ankid, "German", 3, "Wort");
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  const french = await hold(page, "browserIds");
  await ankid.call("guiBrowse", { query: "deck:French" });
  await french.held;
  const line = page.getByRole("combobox", { name: "Search" });
  await line.fill("deck:German");
  await line.press("Enter");
  await page.getByText("3 cards").waitFor();
  await french.release();
  await page.getByRole("gridcell", { name: "Wort 1", exact: true }).waitFor();
  expect(await page.getByText("3 cards").isVisible()).toBe(true);
});

test("a change while cards give way to notes leaves neither in the place of the other", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 2, "mot");
  await visit(page, ankid, "browse?q=deck:French");
  await page.getByText("2 cards").waitFor();
  const asked = await hold(page, "browserIds");
  await page.getByRole("button", { name: "Notes", exact: true }).click();
  await asked.held;
  await ankid.call("addNote", { note: basic("French", "mot 3") });
  await page.getByText("3 notes").waitFor();
  await asked.release();
  for (const name of ["mot 1", "mot 2", "mot 3"]) await page.getByRole("gridcell", { name, exact: true }).waitFor();
  expect(await page.getByText("3 notes").isVisible()).toBe(true);
});

test("a dialog is about the rows that were selected when it was opened", async ({ ankid, page }) => {
  const notes = await addBasics(ankid, "French", 3, "mot");
  await visit(page, ankid, "browse?q=deck:French");
  // The first row is selected from the beginning: only the answer says that the click was told.
  const told = page.waitForResponse((response) => response.request().postData()?.includes("selectInBrowser") ?? false);
  await page.getByRole("gridcell", { name: "mot 1", exact: true }).click();
  await told;
  await page.keyboard.press("+");
  await page.getByRole("dialog").waitFor();
  const [card = 0] = await ankid.call("findCards", { query: `nid:${notes[2]}` });
  await ankid.call("guiSelectCard", { card });
  await page.locator("[aria-selected=true]", { hasText: "mot 3" }).waitFor({ state: "attached" });
  await page.getByRole("dialog").getByRole("combobox").fill("meant");
  await page.getByRole("dialog").getByRole("combobox").press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Set" }).click();
  await expect.poll(() => ankid.call("findNotes", { query: "tag:meant" })).toEqual([notes[0]]);
});

test("fields are matched for the note type that was chosen last", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 1, "mot");
  await visit(page, ankid, "browse?q=deck:French");
  await page.getByRole("gridcell", { name: "mot 1", exact: true }).click();
  await page.getByRole("button", { name: "Do something with the selection" }).click();
  await page.getByRole("menuitem", { name: /note type/ }).click();
  const dialog = page.getByRole("dialog");
  const types = dialog.getByRole("combobox").first();
  await types.locator("option", { hasText: "Cloze" }).waitFor({ state: "attached" });
  const first = await hold(page, "proposeNotetypeChange");
  await types.selectOption({ label: "Cloze" });
  await first.held;
  await types.selectOption({ label: "Basic (and reversed card)" });
  await dialog.getByLabel("Back takes").waitFor();
  await first.release();
  expect(await dialog.getByLabel(/Back Extra/).count()).toBe(0);
  await dialog.getByRole("button", { name: "Change" }).click();
  await expect.poll(() => ankid.call("findNotes", { query: '"note:Basic (and reversed card)"' })).toHaveLength(1);
});
