/** Note types, the options of a deck, settings: changed in the page, read back from outside. */
import { expect } from "vitest";
import { look, settled } from "./harness/look.ts";
import { addBasics, basic } from "./harness/sample.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

test("a note type is made like another, gets a field, and can be undone", async ({ ankid, page }) => {
  await ankid.call("addNote", { note: basic("Default", "猫", "cat") });
  await visit(page, ankid, "notetypes");
  await page.getByRole("link", { name: /^Basic 1 note$/ }).waitFor();
  await page.getByRole("button", { name: "New note type" }).click();
  await look(page, "notetype-add");
  await page.getByRole("textbox", { name: "Name" }).fill("Words");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Words/ }).waitFor();
  await page.getByRole("link", { name: "Fields" }).click();
  await page.getByRole("button", { name: "New field" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Front");
  await page.getByText("A field needs a name of its own").first().waitFor();
  await page.getByRole("textbox", { name: "Name" }).fill("Source");
  await page.getByRole("switch", { name: "Sticky" }).check();
  await page.getByRole("button", { name: "Move Source up" }).click();
  await page.getByText("the next synchronization a full one").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Note type saved").waitFor();
  expect(await ankid.call("modelFieldNames", { modelName: "Words" })).toEqual(["Front", "Source", "Back"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => ankid.call("modelFieldNames", { modelName: "Words" })).toEqual(["Front", "Back"]);
});

test("a template is changed over a real note, and its mistake is named where it is", async ({ ankid, page }) => {
  await ankid.call("addNote", { note: basic("Default", "猫", "cat") });
  const { Basic: id } = await ankid.call("modelNamesAndIds", {});
  await visit(page, ankid, `notetype/${id}`);
  const card = page.frameLocator("iframe");
  await card.getByText("猫").waitFor();
  const front = page.getByRole("textbox", { name: "Front" });
  await front.fill("<i>{{Fornt}}</i>");
  await page
    .getByText("Field ‘Fornt’ not found")
    .or(page.getByText(/Fornt.*not found/))
    .first()
    .waitFor();
  expect(await page.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
  await front.fill("<i>{{Front}}!</i>");
  await card.getByText("猫!").waitFor();
  await page.getByRole("button", { name: "Styling" }).click();
  await page.getByRole("textbox", { name: "Styling" }).fill(".card { color: rgb(1, 2, 3); }");
  await expect.poll(() => card.locator("body").evaluate((body) => getComputedStyle(body).color)).toBe("rgb(1, 2, 3)");
  await page.keyboard.press("Control+s");
  await page.getByText("Note type saved").waitFor();
  const templates = await ankid.call("modelTemplates", { modelName: "Basic" });
  expect(templates).toMatchObject({ "Card 1": { Front: "<i>{{Front}}!</i>" } });
});

test("a note type is deleted only after the number of notes was shown", async ({ ankid, page }) => {
  await ankid.call("addNote", { note: basic("Default", "猫", "cat") });
  await visit(page, ankid, "notetypes");
  await page.getByRole("button", { name: "Menu of Basic", exact: true }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("The 1 note that have it").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Deleted Basic").waitFor();
  expect(await ankid.call("findNotes", { query: "" })).toEqual([]);
});

test("the options of a deck are saved together and undone together", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 3);
  const { French: deck } = await ankid.call("deckNamesAndIds", {});
  const before = await ankid.call("getDeckConfig", { deck: "French" });
  await visit(page, ankid, `options/${deck}`);
  await page.getByRole("textbox", { name: "New cards a day" }).fill("7");
  await page.getByRole("textbox", { name: "Learning steps", exact: true }).fill("1m 15m 1d");
  await page.getByRole("switch", { name: "FSRS" }).check();
  await page.getByRole("textbox", { name: "Desired retention" }).fill("1.5");
  await page.getByText("A number from 0.7 to 0.99.").first().waitFor();
  expect(await page.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
  await page.getByRole("textbox", { name: "Desired retention" }).fill("0.85");
  await page.getByRole("textbox", { name: "Description" }).fill("Words of *the* week");
  await look(page, "options-changed");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Options saved").waitFor();
  expect(await ankid.call("getDeckConfig", { deck: "French" })).toMatchObject({
    new: { perDay: 7, delays: [1, 15, 1440] },
    desiredRetention: 0.85,
  });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => ankid.call("getDeckConfig", { deck: "French" })).toEqual(before);
  await expect.poll(() => page.getByRole("textbox", { name: "New cards a day" }).inputValue()).toBe("20");
});

test("what was changed and not saved is there again on coming back", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 1);
  const { French: deck } = await ankid.call("deckNamesAndIds", {});
  await visit(page, ankid, `options/${deck}`);
  await page.getByRole("textbox", { name: "New cards a day" }).fill("7");
  await ankid.call("guiBrowse", { query: "deck:French" });
  await page.getByRole("gridcell", { name: "word 1", exact: true }).waitFor();
  await look(page, "options-left");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect.poll(() => page.getByRole("textbox", { name: "New cards a day" }).inputValue()).toBe("7");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Options saved").waitFor();
  await page.goto(`${ankid.url}/#/decks`);
  await page.getByRole("treegrid").waitFor();
  expect(await page.getByRole("button", { name: "Go on" }).count()).toBe(0);
  expect(await ankid.call("getDeckConfig", { deck: "French" })).toMatchObject({ new: { perDay: 7 } });
});

test("a deck gets a preset of its own, and a limit for today", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 3);
  const { French: deck } = await ankid.call("deckNamesAndIds", {});
  await visit(page, ankid, `options/${deck}`);
  await page.getByRole("button", { name: "Menu of presets" }).click();
  await page.getByRole("menuitem", { name: "New preset" }).click();
  await page.getByRole("textbox", { name: "Name of the preset" }).fill("Quick");
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "New cards a day, set for" }).selectOption("today");
  await page.getByRole("textbox", { name: "New cards a day" }).fill("2");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Options saved").waitFor();
  expect(await ankid.call("getDeckConfig", { deck: "French" })).toMatchObject({ name: "Quick" });
  expect(await ankid.call("getDeckConfig", { deck: "Default" })).toMatchObject({ name: "Default" });
  const { decks } = await ankid.call("deckTree", {});
  expect(decks.find(({ name }) => name === "French")?.counts.new).toBe(2);
});

test("FSRS is turned on, learns from the reviews and knows their cards at once", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 3);
  const { French: deck } = await ankid.call("deckNamesAndIds", {});
  const [easy, good] = await ankid.call("findCards", { query: "deck:French" });
  await ankid.call("answerCards", {
    answers: [
      { cardId: easy, ease: 4 },
      { cardId: good, ease: 3 },
    ],
  });
  const remembered = async (): Promise<number> => (await ankid.call("findCards", { query: "prop:s>0" })).length;
  expect(await remembered()).toBe(0);
  await visit(page, ankid, `options/${deck}`);
  await page.getByRole("switch", { name: "FSRS" }).check();
  await page.getByRole("button", { name: "Optimize" }).click();
  await page.getByText("No other parameters fit your 2 reviews better.").waitFor();
  await page.getByRole("combobox", { name: "Desired retention, set for" }).selectOption("this deck");
  await page.getByRole("textbox", { name: "Desired retention" }).fill("0.8");
  await page.getByRole("switch", { name: "Reschedule cards on change" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Options saved").waitFor();
  expect(await remembered()).toBe(2);
  const options = await ankid.call("deckOptions", { deck });
  expect([options.desiredRetention, options.presets[0]?.config["desiredRetention"]]).toEqual([0.8, 0.9]);
  const [info] = await ankid.call("cardsInfo", { cards: [easy] });
  expect(info?.interval).toBeGreaterThan(10);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(remembered).toBe(0);
});

test("a key, a web page and times of syncing are set in the settings", async ({ ankid, page }) => {
  await visit(page, ankid, "settings");
  await settled(page);
  await page.getByRole("textbox", { name: /^Origin/ }).fill("https://words.example");
  await page.keyboard.press("Enter");
  await page.getByRole("listitem").filter({ hasText: "https://words.example" }).waitFor();
  await page.getByRole("switch", { name: "At the start" }).check();
  await page.getByRole("switch", { name: "Load pictures and sounds from other servers" }).check();
  await page.getByRole("textbox", { name: "Every so many minutes" }).fill("30");
  await page.keyboard.press("Tab");
  const values = async (): Promise<unknown> => (await ankid.call("serverSettings", {})).values;
  await expect.poll(values).toMatchObject({
    cardRemoteMedia: true,
    "sync.atStart": true,
    "sync.everyMinutes": 30,
  });
  await page.getByRole("button", { name: "Make a key" }).click();
  const key = await page.locator("code").nth(1).innerText();
  expect(await ankid.post("version", {})).toMatchObject({ error: "valid api key must be provided" });
  const reply = await fetch(ankid.url, {
    method: "POST",
    body: JSON.stringify({ action: "version", version: 6, key }),
  });
  expect(await reply.json()).toEqual({ result: 6, error: null });
});

test("a backup is made and listed", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 3);
  await visit(page, ankid, "settings");
  await page.getByText("There are no backups yet").waitFor();
  await page.getByRole("button", { name: "Make a backup now" }).click();
  await page.getByText(/^Made backup-/).waitFor();
  expect(await page.getByRole("list", { name: "Backups" }).getByRole("listitem").count()).toBe(1);
  expect(await ankid.call("listBackups", {})).toHaveLength(1);
});
