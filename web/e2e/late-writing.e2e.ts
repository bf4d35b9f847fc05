/** A slow machine while one writes: nothing that was written is lost or undone, and the cursor stays. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { hold } from "./harness/gate.ts";
import { addBasics } from "./harness/sample.ts";
import type { Ankid } from "./harness/server.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

async function fieldOf(server: Ankid, note: number | undefined, name = "Front"): Promise<string | undefined> {
  const [found] = await server.call("notesInfo", { notes: [note] });
  return (found as { fields: Record<string, { value: string }> } | undefined)?.fields[name]?.value;
}

async function openNote(server: Ankid, page: Page, note: number | undefined): Promise<void> {
  await visit(page, server, `note/${note}`);
  await page.getByRole("textbox", { name: /Front/ }).click();
  await page.keyboard.press("End");
}

test("what is written while a note is saved is saved after it, and the cursor stays", async ({ ankid, page }) => {
  const [note] = await addBasics(ankid, "French", 1, "mot");
  await openNote(ankid, page, note);
  const saved = await hold(page, "updateNote", "request");
  await page.keyboard.type(", one");
  await saved.held;
  await page.keyboard.type(", two");
  await saved.release();
  await page.keyboard.type(", three");
  await expect.poll(() => fieldOf(ankid, note)).toBe("mot 1, one, two, three");
});

test("a note that was asked for before it was saved does not take back what was written", async ({ ankid, page }) => {
  const [note] = await addBasics(ankid, "French", 1, "mot");
  await openNote(ankid, page, note);
  const asked = await hold(page, "noteForm");
  await ankid.call("updateNoteFields", { note: { id: note, fields: { Back: "by a program" } } });
  await asked.held;
  await page.keyboard.type(", mine");
  await expect.poll(() => fieldOf(ankid, note)).toBe("mot 1, mine");
  await asked.release();
  await expect.poll(() => page.getByRole("textbox", { name: /Back/ }).innerText()).toBe("by a program");
  expect(await page.getByRole("textbox", { name: /Front/ }).innerText()).toBe("mot 1, mine");
});

test("a page that is left keeps nothing back", async ({ ankid, page }) => {
  const [note] = await addBasics(ankid, "French", 1, "mot");
  await openNote(ankid, page, note);
  await page.keyboard.type(" left");
  await page.goto("about:blank");
  await expect.poll(() => fieldOf(ankid, note)).toBe("mot 1 left");
});

test("the cursor waits for the field, and what is typed is no key of the page", async ({ ankid, page }) => {
  const opened = await hold(page, "openScreen");
  await page.goto(`${ankid.url}/#/add`);
  await opened.held;
  await page.getByRole("group", { name: "Note" }).waitFor();
  await opened.release();
  await page.getByRole("textbox", { name: "Front" }).waitFor();
  await page.keyboard.type("tabby");
  await expect.poll(() => page.getByRole("textbox", { name: "Front" }).innerText()).toBe("tabby");
});

test("the cursor stays where one writes when the screen is told", async ({ ankid, page }) => {
  const shown = await hold(page, "showAdd", "request");
  await visit(page, ankid, "add");
  await shown.held;
  await page.getByRole("textbox", { name: "Back" }).click();
  await page.keyboard.type("be");
  await shown.release();
  await page.keyboard.type("hind");
  await expect.poll(() => page.getByRole("textbox", { name: "Back" }).innerText()).toBe("behind");
});

test("what is written while the note type changes moves to the new one", async ({ ankid, page }) => {
  await visit(page, ankid, "add");
  await page.getByRole("textbox", { name: "Front" }).fill("one");
  const asked = await hold(page, "noteForm");
  await page.getByLabel("Note type").selectOption({ label: "Cloze" });
  await asked.held;
  await page.getByRole("textbox", { name: "Front" }).fill("one, two");
  await asked.release();
  await expect.poll(() => page.getByRole("textbox", { name: "Text" }).innerText()).toBe("one, two");
});

test("two pages that are allowed at once are both in the list", async ({ ankid, page }) => {
  await visit(page, ankid, "settings");
  const line = page.getByRole("textbox", { name: /^Origin/ });
  const first = await hold(page, "changeServerSetting", "request");
  for (const origin of ["https://one.example", "https://two.example"]) {
    await line.fill(origin);
    await line.press("Enter");
  }
  await first.held;
  await first.release();
  for (const origin of ["https://one.example", "https://two.example"])
    await page.getByText(origin, { exact: true }).waitFor();
});

test("options that are being saved take nothing in that would be lost", async ({ ankid, page }) => {
  const { Default: deck } = await ankid.call("deckNamesAndIds", {});
  await visit(page, ankid, `options/${deck}`);
  const description = page.locator("#description");
  await description.fill("first");
  const saved = await hold(page, "saveDeckOptions", "request");
  await page.keyboard.press("Control+s");
  await saved.held;
  await page.keyboard.type(", lost");
  expect(await description.inputValue()).toBe("first");
  await saved.release();
  await page.getByText("Options saved").waitFor();
  await page.keyboard.type(", second");
  await expect.poll(() => description.inputValue()).toBe("first, second");
});
