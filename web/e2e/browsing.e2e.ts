/** The card browser: clients move it and hear what is selected; many rows are changed at once, and back. */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { addBasics, basic, fill } from "./harness/sample.ts";
import { test } from "./harness/test.ts";
import { isCall } from "./harness/gate.ts";
import { visit } from "./harness/visit.ts";

/** What stands in the first column, from top to bottom. */
async function firstCells(page: Page): Promise<string[]> {
  const rows = await page.locator("[role=row][id]").all();
  const cells = rows.map(async (row) => ({
    place: Number(await row.getAttribute("aria-rowindex")),
    text: await row.getByRole("gridcell").nth(1).innerText(),
  }));
  return (await Promise.all(cells)).sort((one, other) => one.place - other.place).map(({ text }) => text);
}

test("clients search and select, and are told what is selected", async ({ ankid, page }) => {
  const notes = await addBasics(ankid, "French", 300, "mot");
  await visit(page, ankid, "decks");
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
  await visit(page, ankid, "browse?q=deck:French");
  await page.getByText("500 cards").waitFor();
  const grid = page.getByRole("grid");
  await grid.evaluate((element) => (element.scrollTop = 5000));
  const before = await grid.evaluate((element) => element.scrollTop);
  await addBasics(ankid, "French", 1, "zuletzt");
  await page.getByText("501 cards").waitFor();
  expect(Math.abs((await grid.evaluate((element) => element.scrollTop)) - before)).toBeLessThan(100);
});

test("a note from a program is seen in the open table, and a client's order is that of the rows", async ({
  ankid,
  page,
}) => {
  await addBasics(ankid, "French", 3, "mot");
  await visit(page, ankid, "browse?q=deck:French");
  await page.getByRole("gridcell", { name: "mot 3", exact: true }).waitFor();
  await ankid.call("addNote", { note: basic("French", "un mot neuf") });
  await page.getByRole("gridcell", { name: "un mot neuf", exact: true }).waitFor();
  expect(await firstCells(page)).toEqual(["mot 1", "mot 2", "mot 3", "un mot neuf"]);
  const found = await ankid.call("guiBrowse", {
    query: "deck:French mot",
    reorderCards: { order: "descending", columnId: "noteFld" },
  });
  expect(found).toHaveLength(4);
  await expect.poll(() => firstCells(page)).toEqual(["un mot neuf", "mot 3", "mot 2", "mot 1"]);
  expect(await page.getByRole("columnheader", { name: "Sort Field" }).getAttribute("aria-sort")).toBe("descending");
  expect(page.url()).toContain("sort=-noteFld");
  expect(await page.getByRole("combobox", { name: "Search" }).inputValue()).toBe("deck:French mot");
});

test("clients select a row by its card, and hear what the person selects", async ({ ankid, page }) => {
  const notes = await addBasics(ankid, "French", 40, "mot");
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  expect(await ankid.call("guiSelectedNotes", {})).toEqual([]);
  await ankid.call("guiBrowse", { query: "deck:French" });
  await page.getByRole("gridcell", { name: "mot 1", exact: true }).waitFor();
  let searches = 0;
  page.on("request", (request) => (searches += isCall(request, "browserIds") ? 1 : 0));
  const [card = 0] = await ankid.call("findCards", { query: `nid:${notes[30]}` });
  expect(await ankid.call("guiSelectNote", { note: card })).toBe(true);
  const row = page.getByRole("row", { selected: true });
  await row.getByText("mot 31", { exact: true }).waitFor();
  expect(await row.count()).toBe(1);
  expect(await ankid.call("guiSelectedNotes", {})).toEqual([notes[30]]);
  await page.getByRole("textbox", { name: /Front/ }).getByText("mot 31").waitFor();
  await page.getByRole("gridcell", { name: "mot 30", exact: true }).click();
  await page.getByRole("textbox", { name: /Front/ }).getByText("mot 30").waitFor();
  await page.getByRole("gridcell", { name: "mot 29", exact: true }).click({ modifiers: ["Control"] });
  const wanted = [notes[28], notes[29]].sort();
  await expect.poll(async () => (await ankid.call("guiSelectedNotes", {})).sort()).toEqual(wanted);
  expect(searches).toBe(0);
});

test("a search is completed, saved, found in the sidebar and narrowed there", async ({ ankid, page }) => {
  await fill(ankid);
  await visit(page, ankid, "browse");
  const line = page.getByRole("combobox", { name: "Search" });
  await line.click();
  await page.keyboard.type("deck:fren");
  await page.getByRole("option", { name: /French/ }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("14 cards").waitFor();
  await page.getByRole("button", { name: "Save this search" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Le français");
  await page.keyboard.press("Enter");
  const tree = page.getByRole("tree");
  await tree.getByRole("treeitem", { name: "Le français" }).waitFor();
  expect((await ankid.call("sidebarTree", {})).saved).toMatchObject([{ name: "Le français" }]);
  await page.getByRole("searchbox", { name: "Filter" }).fill("N5");
  await tree.getByRole("treeitem", { name: "N5" }).click();
  await page.getByText("30 cards").waitFor();
  await page.getByRole("searchbox", { name: "Filter" }).fill("suspended");
  await tree.getByRole("treeitem", { name: "Suspended" }).click({ modifiers: ["Control"] });
  await page.getByText("2 cards").waitFor();
  await page.getByRole("searchbox", { name: "Filter" }).fill("français");
  await tree.getByRole("treeitem", { name: "Le français" }).click();
  await page.getByText("14 cards").waitFor();
  await line.fill("deck:French is:dew");
  await page.keyboard.press("Enter");
  await page.getByText("is:new").first().waitFor();
});

test("on a telephone a second tap opens the note, and closing it leads back", async ({ ankid, open }) => {
  await addBasics(ankid, "French", 3, "mot");
  const page = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await visit(page, ankid, "browse?q=deck:French");
  const row = page.getByRole("gridcell", { name: /mot 2/ });
  await row.tap();
  await page.getByRole("row", { selected: true }).getByText("mot 2").waitFor();
  await row.tap();
  await page.getByRole("textbox", { name: /Front/ }).getByText("mot 2").waitFor();
  await page.getByRole("button", { name: "Close" }).tap();
  await page.getByRole("textbox", { name: /Front/ }).waitFor({ state: "detached" });
  expect(await row.isVisible()).toBe(true);
});

test("the parts are as wide as they need to be, and as one has made them in every window", async ({ ankid, open }) => {
  await addBasics(ankid, "French", 3, "mot");
  const page = await open({ viewport: { width: 3840, height: 2160 } });
  await visit(page, ankid, "browse?q=deck:French");
  await page.getByRole("gridcell", { name: "mot 1", exact: true }).click();
  await page.getByRole("textbox", { name: /Front/ }).waitFor();
  const sidebar = page.getByRole("navigation", { name: "Searches, decks and tags" });
  const widthOf = async (part: Locator): Promise<number> => (await part.boundingBox())?.width ?? 0;
  await expect.poll(() => widthOf(sidebar)).toBeLessThan(330);
  await expect
    .poll(() => widthOf(page.getByRole("region", { name: "The note of the selected row" })))
    .toBeLessThan(810);
  const edge = page.getByRole("separator").first();
  await edge.focus();
  await page.keyboard.press("End");
  await expect.poll(() => widthOf(sidebar)).toBeGreaterThan(470);
  expect(await widthOf(sidebar)).toBeLessThan(490);
  await edge.hover();
  await page.mouse.down();
  await page.mouse.move(204 + 400, 300, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await widthOf(sidebar)) - 400)).toBeLessThan(10);
  const dragged = await widthOf(sidebar);
  await page.reload();
  await page.getByRole("gridcell", { name: "mot 1", exact: true }).waitFor();
  await page.setViewportSize({ width: 1600, height: 900 });
  await expect.poll(async () => Math.abs((await widthOf(sidebar)) - dragged)).toBeLessThan(5);
});

test("many rows are changed at once and back", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 120, "mot");
  await visit(page, ankid, "browse?q=deck:French");
  await page.getByText("120 cards").waitFor();
  await page.getByRole("grid").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("@");
  await page.getByText("Suspended 120 cards").waitFor();
  expect(await ankid.call("findCards", { query: "is:suspended" })).toHaveLength(120);
  await page.keyboard.press("Control+z");
  await expect.poll(() => ankid.call("findCards", { query: "is:suspended" })).toEqual([]);
  await page.getByRole("grid").focus();
  await page.keyboard.press("Control+2");
  await page.getByText("Flagged 120 cards").waitFor();
  expect(await ankid.call("findCards", { query: "flag:2" })).toHaveLength(120);
  await page.keyboard.press("Delete");
  await page.getByRole("dialog").getByText("120 notes").first().waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect.poll(() => ankid.call("findCards", { query: "deck:French" })).toEqual([]);
});
