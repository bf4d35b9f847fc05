/** What a message offers to take back: that alone, or nothing. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { look } from "./harness/look.ts";
import { addBasics } from "./harness/sample.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

async function remove(page: Page, deck: string): Promise<void> {
  await page.getByRole("row", { name: deck }).focus();
  await page.keyboard.press("Delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText(`Deleted ${deck}`).waitFor();
}

test("a message takes back what it is about, or nothing", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 1);
  await addBasics(ankid, "German", 1);
  await visit(page, ankid, "decks");
  await remove(page, "French");
  await remove(page, "German");
  expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(1);
  await ankid.call("createDeck", { deck: "Made by a program" });
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("something else was changed since then").waitFor();
  expect(await ankid.call("deckNames", {})).toEqual(["Default", "Made by a program"]);
});

test("a message leaves a dialog on a telephone free, and open", async ({ ankid, open }) => {
  await addBasics(ankid, "French", 1);
  await addBasics(ankid, "German", 1);
  const page = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await visit(page, ankid, "decks");
  await remove(page, "French");
  await page.getByRole("row", { name: "German" }).focus();
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog");
  const message = page.getByText("Deleted French");
  const [below, above] = [await dialog.boundingBox(), await message.boundingBox()];
  expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThan(below?.y ?? 0);
  await look(page, "message-over-dialog");
  await page.getByRole("button", { name: "Dismiss" }).tap();
  await message.waitFor({ state: "detached" });
  await dialog.getByRole("button", { name: "Delete" }).tap();
  await page.getByText("Deleted German").waitFor();
});

test("a message takes nothing back once its page has changed something else", async ({ ankid, page }) => {
  await addBasics(ankid, "French::Verbs", 1);
  await addBasics(ankid, "German", 1);
  await visit(page, ankid, "decks");
  await remove(page, "German");
  await page.getByRole("row", { name: "French" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await ankid.call("undoStatus", {})).undo).toBe("Expand/Collapse");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("something else was changed since then").waitFor();
  expect(await ankid.call("deckNames", {})).toEqual(["Default", "French", "French::Verbs"]);
});
