/** A collection of 150,000 cards: the table scrolls through it, and selects all of it; long work shows how far it is. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "vitest";
import { PYTHON } from "./harness/engine.ts";
import { basic } from "./harness/sample.ts";
import { Ankid } from "./harness/server.ts";
import { WORK } from "./harness/slow.ts";
import { test as pageTest } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

const GROW = fileURLToPath(new URL("harness/grow.py", import.meta.url));
const TEMPLATES = 5;
const NOTES = 30_000;
const FRAMES = 100;
/** What a frame may take; a screen shows 60 in a second, and these are drawn without its help. */
const MOST_MILLIS = 40 * WORK;

/** Fills a collection with notes that make five cards each. */
async function addMany(server: Ankid): Promise<void> {
  const cardTemplates = Array.from({ length: TEMPLATES }, (_, index) => ({
    Name: `Card ${index + 1}`,
    Front: `${index} {{Front}}`,
    Back: "{{Back}}",
  }));
  await server.call("createModel", { modelName: "Five", inOrderFields: ["Front", "Back"], cardTemplates });
  await server.call("addNote", { note: { ...basic("Default", "n00000"), modelName: "Five" } });
  await server.stop();
  await promisify(execFile)(PYTHON, [GROW, server.collection, String(NOTES)]);
  await server.start();
}

const test = pageTest.extend<{ many: Ankid }>({
  many: [
    async ({}, use) => {
      const server = await Ankid.start();
      await addMany(server);
      await use(server);
      await server.remove();
    },
    { scope: "file" },
  ],
});

test("150,000 rows scroll without a stutter", async ({ many, page }) => {
  await visit(page, many, "browse?q=");
  await page.getByText("150,000 cards").waitFor();
  const grid = page.getByRole("grid");
  await grid.getByText("n00000", { exact: true }).first().waitFor();
  // Frames as a wheel moves them, three rows each, and a jump among ten: only what is seen may stand in the document.
  // What is measured is the time of the page's own processor, which other programs do not use up.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
  };
  const before = await worked();
  const most = await grid.evaluate(async (element, frames) => {
    let rows = 0;
    for (let frame = 0; frame < frames; frame += 1) {
      element.scrollTop += frame % 10 === 9 ? 360_000 : 108;
      await new Promise(requestAnimationFrame);
      rows = Math.max(rows, element.querySelectorAll("[role=row]").length);
    }
    return rows;
  }, FRAMES);
  const millis = ((await worked()) - before) / FRAMES;
  expect(most).toBeLessThan(120);
  expect(millis, "a frame takes so many milliseconds of work").toBeLessThan(MOST_MILLIS);
  await grid.evaluate((element) => (element.scrollTop = element.scrollHeight));
  await grid.getByText("n29999", { exact: true }).first().waitFor();
  await grid.focus();
  await page.keyboard.press("Home");
  await grid.getByText("n00000", { exact: true }).first().waitFor();
  await page.keyboard.press("Control+a");
  await page.getByText("150,000 selected").waitFor();
  await expect.poll(async () => (await many.call("guiSelectedNotes", {})).length, { timeout: 20_000 }).toBe(NOTES);
});

test("a backup, an export and an import show how far they are, with counts", async ({ many, page }) => {
  const counts = /^[\d,.]+/;
  await visit(page, many, "settings");
  const packing = page.getByRole("progressbar", { name: "Making a backup" }).waitFor();
  await page.getByRole("button", { name: "Make a backup now" }).click();
  await packing;
  await page.getByText(/^Made backup-/).waitFor();

  await page.goto(`${many.url}/#/export`);
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const writing = page.getByRole("progressbar", { name: /^Writing (the collection|notes|cards)/ });
  await expect.poll(() => writing.getAttribute("aria-valuetext")).toMatch(counts);
  const download = page.getByRole("link", { name: "Download" });
  await download.waitFor({ timeout: 90_000 });
  const { exportFolder } = await many.call("openScreen", {});
  await many.call("guiImportFile", { path: join(exportFolder, (await download.getAttribute("download")) ?? "") });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  const reading = page.getByRole("progressbar", { name: /^Importing (the collection|notes|cards)/ });
  await expect.poll(() => reading.getAttribute("aria-valuetext")).toMatch(counts);
  await page.getByRole("heading", { name: "What was imported" }).waitFor({ timeout: 90_000 });

  await page.goto(`${many.url}/#/export`);
  await page.getByRole("combobox", { name: "What is written" }).selectOption({ value: "notes" });
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await download.waitFor({ timeout: 90_000 });
  await many.call("guiImportFile", { path: join(exportFolder, (await download.getAttribute("download")) ?? "") });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect.poll(() => reading.getAttribute("aria-valuetext")).toMatch(counts);
  await page.getByRole("heading", { name: "What was imported" }).waitFor({ timeout: 90_000 });
});
