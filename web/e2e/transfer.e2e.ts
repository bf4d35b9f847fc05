/** Files that are dropped, chosen, or named by programs, and files that are written. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { addBasics, basic } from "./harness/sample.ts";
import type { Ankid } from "./harness/server.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** Drops a file on what the selector finds, as the desktop does. */
async function drop(page: Page, selector: string, name: string, content: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ({ base64, fileName }) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], fileName));
      return transfer;
    },
    { base64: content.toString("base64"), fileName: name },
  );
  for (const event of ["dragenter", "dragover", "drop"]) await page.dispatchEvent(selector, event, { dataTransfer });
}

/** Makes a package of twelve notes, one with a picture, and takes all of it out of the collection. */
async function packed(server: Ankid): Promise<string> {
  await addBasics(server, "French", 12, "mot");
  await server.call("storeMediaFile", { filename: "pixel.png", data: PIXEL });
  const [note] = await server.call("findNotes", { query: '"mot 12"' });
  await server.call("updateNoteFields", { note: { id: note, fields: { Back: '<img src="pixel.png">' } } });
  const path = join(server.base, "french.apkg");
  await server.call("exportPackage", { deck: "French", path });
  await server.call("deleteDecks", { decks: ["French"], cardsToo: true });
  await server.call("deleteMediaFile", { filename: "pixel.png" });
  return path;
}

test("a package that is dropped anywhere is imported, and the report leads to its notes", async ({ ankid, page }) => {
  const path = await packed(ankid);
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  await drop(page, "main", "french.apkg", await readFile(path));
  await page.waitForURL(/#\/import/);
  await page.getByText("french.apkg").waitFor();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("heading", { name: "What was imported" }).waitFor();
  const added = page.getByRole("listitem").filter({ hasText: "Notes added" });
  expect(await added.locator("strong").innerText()).toBe("12");
  expect(await ankid.call("findNotes", { query: "deck:French" })).toHaveLength(12);
  expect(await ankid.call("retrieveMediaFile", { filename: "pixel.png" })).toBe(PIXEL);
  await added.getByRole("link").click();
  await page.getByText("12 cards").waitFor();
  await page.goBack();
  await page.keyboard.press("Control+z");
  await expect.poll(() => ankid.call("findNotes", { query: "deck:French" })).toEqual([]);
});

test("the whole collection is written without media, and a deck with them, and both are downloaded", async ({
  ankid,
  page,
}) => {
  await addBasics(ankid, "French", 3, "mot");
  await ankid.call("storeMediaFile", { filename: "pixel.png", data: PIXEL });
  await ankid.call("addNote", { note: basic("French", '<img src="pixel.png">') });
  await visit(page, ankid, "export");
  const write = async (about: string): Promise<{ name: string; start: string }> => {
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByText(about, { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download" }).click(),
    ]);
    const start = (await readFile(await download.path())).subarray(0, 2).toString();
    return { name: download.suggestedFilename(), start };
  };
  await page.getByRole("combobox", { name: "Deck" }).selectOption("French");
  expect(await write("4 notes, 4 cards and 1 media file")).toEqual({ name: "French.apkg", start: "PK" });
  await page.getByRole("combobox", { name: "What is written" }).selectOption("collection");
  await page.getByRole("checkbox", { name: "With media" }).uncheck();
  const whole = await write("The collection and 0 media files");
  expect(whole).toEqual({ name: "ankid export.colpkg", start: "PK" });
});

test("what is no package is refused in words, and changes nothing", async ({ ankid, page }) => {
  await visit(page, ankid, "import");
  await drop(page, ".zone", "bad.apkg", Buffer.from("no package at all"));
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText(/not a zip file/i).waitFor();
  expect(await ankid.call("findNotes", { query: "" })).toEqual([]);
});

test("a client opens the import dialog with a file, and the person imports it", async ({ ankid, page }) => {
  const path = await packed(ankid);
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  await ankid.call("guiImportFile", { path });
  await page.waitForURL(/#\/import/);
  await page.getByText("french.apkg").waitFor();
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("heading", { name: "What was imported" }).waitFor();
  expect(await ankid.call("findNotes", { query: "deck:French" })).toHaveLength(12);
});

test("a table of text is imported as it is chosen, with tags that are completed by keyboard", async ({
  ankid,
  page,
}) => {
  for (const tag of ["animal::cat", "animal::dog", "animal::owl"])
    await ankid.call("addNote", { note: basic("Default", tag, "", [tag]) });
  await ankid.call("createDeck", { deck: "French" });
  await visit(page, ankid, "import");
  await drop(page, ".zone", "words.txt", Buffer.from("chat\tcat\nchien\tdog\n"));
  await page.getByLabel("Deck").selectOption("French");
  await page.getByLabel("Note type").selectOption("Basic");
  const tags = page.getByRole("combobox", { name: "Tags for all notes" });
  await tags.click();
  await page.keyboard.type("animal");
  await page.getByRole("option", { name: "animal::owl" }).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.getByRole("option", { name: "animal::owl", selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("heading", { name: "What was imported" }).waitFor();
  expect(await ankid.call("findNotes", { query: "deck:French tag:animal::owl" })).toHaveLength(2);
});
