/** The reviewer by keyboard, and what cards may and may not do. */
import type { Browser, FrameLocator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ReviewCard } from "../src/api/pending.ts";
import { launch } from "./browser.ts";
import { startMock, type Mock } from "./mock.ts";
import { card, finished, sample } from "./sample.ts";

let browser: Browser;
let mock: Mock;
let page: Page;
let problems: string[];

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  mock = await startMock(sample());
  const context = await browser.newContext({ colorScheme: "dark" });
  page = await context.newPage();
  problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
});
afterEach(async () => {
  await page.context().close();
  mock.stop();
});

/** Opens the review with this card; the answer is in the state that the mock keeps. */
async function review(rest: Partial<ReviewCard>): Promise<FrameLocator> {
  mock.handlers.reviewCard = () => card(1, rest);
  mock.handlers.reviewShowAnswer = () => card(1, { ...rest, side: "answer" });
  await page.goto(`${mock.url}/#/review`);
  const frame = page.frameLocator("iframe");
  await frame.locator("#qa > *").first().waitFor({ state: "attached" });
  return frame;
}

function answers(): unknown[] {
  return mock.calls.filter(({ action }) => action === "reviewAnswer").map(({ params }) => params);
}

test("ten cards are answered by keyboard alone, then the deck is finished", async () => {
  const frame = await review({});
  let turn = 1;
  mock.handlers.reviewAnswer = (params) => {
    turn = params.turn + 1;
    return turn > 10
      ? { counted: true, card: null, finished, leech: false }
      : { counted: true, card: card(turn), finished: null, leech: false };
  };
  for (const key of ["Space", "1", "2", "3", "4", "Enter", "3", "3", "3", "Space"]) {
    const expected = turn + 1;
    await page.keyboard.press("Space");
    await frame.locator("#answer").waitFor();
    await page.keyboard.press(key);
    if (expected <= 10) await page.waitForSelector(`[data-turn="${expected}"][data-side="question"]`);
  }
  await page.getByRole("heading", { name: /Congratulations/ }).waitFor();
  expect(answers().map((params) => (params as { ease: number }).ease)).toEqual([3, 1, 2, 3, 4, 3, 3, 3, 3, 3]);
  expect(problems).toEqual([]);
});

test("keys work while the focus is in the card", async () => {
  const frame = await review({});
  await frame.locator("#qa").click();
  await page.keyboard.press("Space");
  await frame.locator("#answer").waitFor();
  await page.keyboard.press("1");
  await page.waitForSelector('[data-turn="2"]');
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "Flag: Green" }).waitFor();
  await page.keyboard.press("i");
  await page.getByRole("dialog", { name: "Card info" }).getByText("Stability").waitFor();
});

test("a typed answer is compared when Enter shows the answer", async () => {
  const frame = await review({
    question: "<p>cat?</p>[[type:Back]]",
    answer: "<p>cat?</p><hr id=answer>[[type:Back]]",
    typeAnswer: { field: "Back", expected: "le <b>chat</b>[sound:a.mp3]", font: "Arial", sizePx: 20, combining: true },
  });
  const field = frame.locator("input#typeans");
  await field.waitFor();
  await page.waitForTimeout(100);
  await field.pressSequentially("le cha r3");
  await page.keyboard.press("Enter");
  await frame.locator("code#typeans").waitFor();
  const html = await frame.locator("code#typeans").innerHTML();
  expect(html).toContain('<span class="typeGood">le cha</span><span class="typeBad"> r3</span>');
  expect(html).toContain('<span class="typeGood">le cha</span><span class="typeMissed">t</span>');
  expect(answers()).toEqual([]);
});

test("the card has the DOM that templates rely on", async () => {
  const frame = await review({
    css: ".card { background-color: white } .nightMode .x { color: rgb(1, 2, 3) }",
    question:
      '<p class=x>x</p>[anki:play:q:0]<a class=hint href="#" onclick="this.style.display=`none`;document.getElementById(`h`).style.display=`block`;return false;">Hint</a><div id=h style="display:none">hidden</div><script>document.querySelector(".x").textContent = "by script";onUpdateHook.push(() => document.body.dataset.hook = "ran")</script>',
  });
  await frame.getByText("by script").waitFor();
  const body = frame.locator("body");
  expect(await body.getAttribute("class")).toBe("card card1 isLin nightMode night_mode");
  expect(await body.getAttribute("data-hook")).toBe("ran");
  expect(await frame.locator("html").getAttribute("class")).toBe("gui linux chrome night-mode");
  expect(await frame.locator(".x").evaluate((element) => getComputedStyle(element).color)).toBe("rgb(1, 2, 3)");
  expect(await frame.locator(".replay-button svg").count()).toBe(1);
  await frame.getByText("Hint").click();
  expect(await frame.getByText("hidden").isVisible()).toBe(true);
});

test("formulas are set by a MathJax of our own", async () => {
  const frame = await review({
    question: "<p>\\(\\frac{a}{b} \\in \\mathbb{R}\\) and \\[\\ce{H2O <=> H+ + OH-}\\]</p>",
  });
  await frame.locator("mjx-container").nth(1).waitFor();
  expect(await frame.locator("mjx-container").count()).toBe(2);
  expect(await frame.locator("[data-mml-node=merror]").count()).toBe(0);
});

test("a hostile card shows, and neither calls the server nor presses keys nor leaves", async () => {
  const frame = await review({
    question: `<p>hostile</p><script>
      const seen = [];
      const note = (what) => { seen.push(what); document.body.dataset.seen = seen.join(" "); };
      addEventListener("message", (event) => { if (event.ports.length) note("port"); });
      MessagePort.prototype.postMessage = function () { note("stolen"); };
      Object.defineProperty(KeyboardEvent.prototype, "key", { get: () => "1" });
      fetch("${mock.url}/", { method: "POST", body: '{"action":"deckNames"}' }).then(() => note("fetched"), () => note("refused"));
      try { parent.document.body; note("parent"); } catch { note("apart"); }
      try { localStorage.length; note("storage"); } catch { note("nothing-stored"); }
      parent.postMessage({ ankid: 1, type: "key", key: " " }, "*");
      for (const key of [" ", "1"]) dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      try { top.location = "https://example.invalid/"; } catch { note("stays"); }
    </script>`,
  });
  await expect.poll(() => frame.locator("body").getAttribute("data-seen")).toContain("refused");
  const seen = (await frame.locator("body").getAttribute("data-seen"))?.split(" ").sort();
  expect(seen).toEqual(["apart", "nothing-stored", "refused", "stays"]);
  expect(mock.calls.some(({ action }) => action === "deckNames")).toBe(false);
  expect(await page.locator("[data-side=question]").count()).toBe(1);
  await frame.locator("#qa").click();
  await page.keyboard.press("q");
  await page.waitForTimeout(200);
  expect(answers()).toEqual([]);
  expect(page.url()).toBe(`${mock.url}/#/review`);
});

test("a card that writes its document anew gets no port, and a fresh frame takes its place", async () => {
  const question = `<p>first</p><script>
      document.open();
      document.write("<p>rewritten</p><script>addEventListener('message', (event) => { if (event.ports.length) event.ports[0].postMessage({ type: 'key', key: ' ' }); })<" + "/script>");
      document.close();
    </script>`;
  mock.handlers.reviewCard = () => card(1, { question });
  await page.goto(`${mock.url}/#/review`);
  await page.waitForSelector("iframe[data-made='5']");
  await page.waitForTimeout(300);
  expect(await page.locator("[data-side=question]").count()).toBe(1);
  expect(mock.calls.some(({ action }) => action === "reviewShowAnswer")).toBe(false);
});
