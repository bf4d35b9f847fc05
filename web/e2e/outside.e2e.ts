/** Programs outside and the open page: what they change is seen, where they point it goes, what they ask is answered. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { look } from "./harness/look.ts";
import { addBasics, basic } from "./harness/sample.ts";
import type { Ankid } from "./harness/server.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

const WORDS = { Origin: "https://words.example" };

/** Opens the decks, with the event stream running. */
async function openDecks(ankid: Ankid, page: Page): Promise<void> {
  const follows = page.waitForResponse((response) => response.url().includes("/events/"));
  await visit(page, ankid, "decks");
  await page.getByRole("treegrid").waitFor();
  await follows;
}

test("a note that a program adds is counted in the open page at once", async ({ ankid, page }) => {
  await openDecks(ankid, page);
  await ankid.call("createDeck", { deck: "Mining" });
  const row = page.getByRole("row").filter({ hasText: "Mining" });
  await row.getByRole("gridcell", { name: "0" }).first().waitFor();
  await ankid.call("addNote", { note: basic("Mining", "猫", "cat") });
  await row.getByRole("gridcell", { name: "1", exact: true }).waitFor();
});

test("a program moves the page, which says who did", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 3);
  await openDecks(ankid, page);
  await ankid.call("guiDeckOverview", { name: "French" });
  await page.getByRole("heading", { name: "French" }).waitFor();
  await page.getByText("curl opened a deck").waitFor();
  await ankid.call("guiBrowse", { query: "deck:French" });
  await page.waitForURL(/#\/browse\?q=deck%3AFrench/);
  await page.getByText("curl opened the browser").waitFor();
  await ankid.call("guiDeckReview", { name: "French" });
  await page.frameLocator("iframe").getByText("word 1").waitFor();
  await ankid.call("guiShowAnswer", {});
  await page.frameLocator("iframe").locator("#answer").waitFor();
  await ankid.call("guiAnswerCard", { ease: 4 });
  await page.frameLocator("iframe").getByText("word 2", { exact: true }).waitFor();
  await ankid.call("guiDeckBrowser", {});
  await page.getByRole("treegrid").waitFor();
});

test("a program starts a review while the decks are shown, and it goes on", async ({ ankid, page }) => {
  await addBasics(ankid, "French", 3);
  await openDecks(ankid, page);
  const called: string[] = [];
  page.on("request", (request) => called.push((request.postDataJSON() as { action?: string } | null)?.action ?? ""));
  await ankid.call("guiDeckReview", { name: "French" });
  await page.frameLocator("iframe").getByText("word 1").waitFor();
  expect(called).not.toContain("showDecks");
  expect(await ankid.call("guiReviewActive", {})).toBe(true);
});

test.for([
  ["Allow", "granted"],
  ["Deny", "denied"],
  ["Deny always", "denied"],
] as const)("a web page asks, the person says %s, it is %s", async ([button, permission], { ankid, page }) => {
  await openDecks(ankid, page);
  const asked = ankid.post("requestPermission", {}, WORDS);
  const dialog = page.getByRole("dialog", { name: "A page asks to use your collection" });
  await dialog.getByText("https://words.example").waitFor();
  await look(page, "permission");
  await page.keyboard.press("Escape");
  expect(await dialog.isVisible()).toBe(true);
  await dialog.getByRole("button", { name: button, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await asked).toMatchObject({ result: { permission } });
  const { status } = await fetch(ankid.url, { method: "POST", body: '{"action":"version"}', headers: WORDS });
  expect(status).toBe(permission === "granted" ? 200 : 403);
  if (button === "Deny always") {
    expect(await ankid.post("requestPermission", {}, WORDS)).toMatchObject({ result: { permission: "denied" } });
    expect((await ankid.call("serverSettings", {})).values).toMatchObject({ ignoreOriginList: [WORDS.Origin] });
  }
});

test("a page that nobody answers is denied when its time is over", async ({ open }) => {
  const { Ankid } = await import("./harness/server.ts");
  const ankid = await Ankid.start({ permissionPromptSeconds: 2 });
  const page = await open();
  await openDecks(ankid, page);
  const asked = ankid.post("requestPermission", {}, WORDS);
  const dialog = page.getByRole("dialog", { name: "A page asks to use your collection" });
  await dialog.waitFor();
  expect(await asked).toMatchObject({ result: { permission: "denied" } });
  await dialog.waitFor({ state: "detached" });
  await ankid.remove();
});

test("activity grows while one looks, and offers to undo the last change", async ({ ankid, page }) => {
  await ankid.call("version", {}, { Origin: "http://localhost" });
  await visit(page, ankid, "activity");
  await page.getByRole("heading", { name: "Activity" }).waitFor();
  await ankid.call("addNote", { note: basic("Default", "猫") });
  const row = page.getByRole("listitem").filter({ hasText: "addNote" });
  await row.getByRole("button", { name: "Undo" }).click();
  await page.getByText(/^Undone/).waitFor();
  expect(await ankid.call("findNotes", { query: "" })).toEqual([]);
  await ankid.post("addNote", { note: basic("nowhere at all", "猫") });
  await page.getByText("deck was not found: nowhere at all").waitFor();
});
