/** What stands around the places: palette, prompts, the screen that clients move, a server that goes away. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launch } from "./browser.ts";
import { startMock, type Mock } from "./mock.ts";
import { activities, sample } from "./sample.ts";

const SHOTS = fileURLToPath(new URL("shots/", import.meta.url));

let browser: Browser;
let mock: Mock;
let page: Page;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  mock = await startMock(sample());
  const context = await browser.newContext({ colorScheme: "light", reducedMotion: "reduce" });
  page = await context.newPage();
  await page.goto(`${mock.url}/#/decks`);
  await page.getByRole("treegrid").waitFor();
  await mock.followed();
});
afterEach(async () => {
  await page.context().close();
  mock.stop();
});

/** Looks at the page as it is: no serious problem for axe, and a picture where they are wanted. */
async function look(name: string): Promise<void> {
  if (process.env["SHOTS"]) await page.screenshot({ path: `${SHOTS}${name}.png` });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
}

function called(action: string): unknown[] {
  return mock.calls.filter((call) => call.action === action).map(({ params }) => params);
}

test("the palette goes to a deck by a part of its name", async () => {
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "Japanese::Kanji", exact: true }).waitFor();
  await look("palette");
  await page.keyboard.type("n5");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Japanese › Kanji › N5" }).waitFor();
  expect(page.url()).toContain("#/deck/9");
  await page.goBack();
  await page.getByRole("treegrid").waitFor();
});

test("a page's question stands over everything and is answered", async () => {
  mock.send({ type: "prompts", prompts: [{ origin: "https://words.example", secondsLeft: 58, secondsTotal: 60 }] });
  const dialog = page.getByRole("dialog", { name: "A page asks to use your collection" });
  await dialog.getByText("https://words.example").waitFor();
  await look("permission");
  await page.keyboard.press("Escape");
  expect(await dialog.isVisible()).toBe(true);
  await dialog.getByRole("button", { name: "Deny", exact: true }).click();
  mock.send({ type: "prompts", prompts: [] });
  await dialog.waitFor({ state: "detached" });
  expect(called("answerPermissionPrompt")).toEqual([{ origin: "https://words.example", decision: "deny" }]);
});

test("a client moves the page and the page says who did", async () => {
  const screen = sample().screenState?.({});
  if (!screen) throw new Error("the sample has no screen");
  mock.send({ type: "screen", screen: { ...screen, raised: 1 }, page: null });
  const main = { place: "overview" as const, deck: { id: 7, name: "Japanese" } };
  mock.send({ type: "screen", screen: { ...screen, raised: 2, main }, page: null });
  mock.send({ type: "toast", client: "Yomitan", did: "overview" });
  await page.getByRole("heading", { name: "Japanese" }).waitFor();
  await page.getByText("Yomitan opened a deck").waitFor();
});

test("what another program changes is seen at once", async () => {
  const tree = sample().deckTree?.({});
  if (!tree) throw new Error("the sample has no decks");
  const [first] = tree.decks;
  if (!first) throw new Error("the sample has no decks");
  mock.handlers.deckTree = () => ({ ...tree, decks: [...tree.decks, { ...first, id: 99, name: "From outside" }] });
  mock.send({ type: "changed", kinds: ["decks"], label: "Add deck", undo: "Add deck", redo: null, page: null });
  await page.getByRole("link", { name: "From outside" }).waitFor();
});

test("the deck tree is folded, walked and renamed by keyboard", async () => {
  await page.locator('[data-deck="1"]').focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowLeft"]) await page.keyboard.press(key);
  await page.locator('[data-deck="8"]').waitFor({ state: "detached" });
  expect(called("setDeckFolded")).toEqual([{ deck: 7, folded: true }]);
  await page.keyboard.press("F2");
  mock.handlers.renameDeck = () => null;
  await page.getByRole("textbox", { name: "Name" }).fill("Nihongo");
  await look("rename");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(called("renameDeck")).toEqual([{ deck: 7, name: "Nihongo" }]);
  await page.keyboard.press("/");
  await page.keyboard.type("cram");
  await page.locator('[data-deck="2"]').waitFor({ state: "detached" });
  expect(await page.locator("[data-deck]").count()).toBe(2);
});

test("a deck is deleted only after the number of cards was shown", async () => {
  mock.handlers.deleteDecks = () => null;
  await page.getByRole("button", { name: "Menu of French" }).click();
  await look("deck-menu");
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("1,830 cards").waitFor();
  await look("delete");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Deleted French").waitFor();
  expect(called("deleteDecks")).toEqual([{ decks: ["French"], cardsToo: true }]);
});

test("a lost server is told, and found again with all that was missed", async () => {
  const port = Number(new URL(mock.url).port);
  mock.stop();
  await page.getByText("The server does not answer.").first().waitFor();
  await look("lost");
  mock = await startMock(
    { ...sample(), deckTree: () => ({ decks: [], studiedToday: { cards: 0, seconds: 0 }, current: 1 }) },
    port,
  );
  await page.getByText("There are no decks yet").waitFor();
  await page.getByText("The server does not answer.").first().waitFor({ state: "detached" });
});

test("activity grows while one looks, and can be narrowed to a client", async () => {
  await page.goto(`${mock.url}/#/activity`);
  await page.getByText("Add Note: 1 note, 2 cards").waitFor();
  const [first] = activities;
  if (!first) throw new Error("the sample has no activity");
  mock.send({
    type: "activity",
    row: {
      ...first,
      number: 10,
      client: "mpvacious",
      changed: null,
      error: "a picture that is not there",
      origin: null,
    },
  });
  await page.getByText("a picture that is not there").waitFor();
  await page.getByRole("combobox", { name: "Client" }).selectOption("Obsidian");
  expect(await page.getByRole("listitem").filter({ hasText: "Yomitan" }).count()).toBe(0);
});
