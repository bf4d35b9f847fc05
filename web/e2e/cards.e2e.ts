/** What cards may rely on, and what they may not do. */
import { expect } from "vitest";
import { addWritten, openReview } from "./harness/cards.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

test("the card has the DOM that templates rely on", async ({ ankid, open }) => {
  const page = await open({ colorScheme: "dark" });
  await ankid.call("storeMediaFile", { filename: "a.wav", data: "UklGRg==" });
  await addWritten(ankid, {
    css: ".card { background-color: white } .nightMode .x { color: rgb(1, 2, 3) }",
    front:
      '<p class=x>x</p>{{Front}}<a class=hint href="#" onclick="this.style.display=`none`;document.getElementById(`h`).style.display=`block`;return false;">Hint</a><div id=h style="display:none">hidden</div><script>document.querySelector(".x").textContent = "by script";onUpdateHook.push(() => document.body.dataset.hook = "ran")</script>',
    fields: { Front: "[sound:a.wav]" },
  });
  const frame = await openReview(ankid, page);
  await frame.getByText("by script").waitFor();
  const body = frame.locator("body");
  await expect.poll(() => body.getAttribute("data-hook")).toBe("ran");
  expect(await body.getAttribute("class")).toBe("card card1 isLin nightMode night_mode");
  expect(await frame.locator("html").getAttribute("class")).toBe("gui linux chrome night-mode");
  expect(await frame.locator(".x").evaluate((element) => getComputedStyle(element).color)).toBe("rgb(1, 2, 3)");
  expect(await frame.locator(".replay-button svg").count()).toBe(1);
  await frame.getByText("Hint").click();
  expect(await frame.getByText("hidden").isVisible()).toBe(true);
});

test("pictures of the media folder are shown", async ({ ankid, page }) => {
  const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
  const name = await ankid.call("storeMediaFile", { filename: "ein bild#1.png", data: pixel });
  await addWritten(ankid, { fields: { Front: `<img src="${encodeURIComponent(String(name))}">` } });
  const frame = await openReview(ankid, page);
  const width = (): Promise<number> =>
    frame.locator("img").evaluate((image) => (image as HTMLImageElement).naturalWidth);
  await expect.poll(width).toBe(1);
});

test("formulas are set by a MathJax of our own", async ({ ankid, page }) => {
  await addWritten(ankid, {
    fields: { Front: "\\(\\frac{a}{b} \\in \\mathbb{R}\\) and \\[\\ce{H2O <=> H+ + OH-}\\]" },
  });
  const frame = await openReview(ankid, page);
  await frame.locator("mjx-container").nth(1).waitFor();
  expect(await frame.locator("mjx-container").count()).toBe(2);
  expect(await frame.locator("[data-mml-node=merror]").count()).toBe(0);
});

test("a hostile card shows, and neither calls the server nor presses keys nor leaves", async ({
  ankid,
  page,
  complaints,
}) => {
  complaints.hostileCards = true;
  await addWritten(ankid, {
    front: `<p>{{Front}}</p><form id=f action="${ankid.url}/" method=post></form><iframe src="${ankid.url}/"></iframe><script>
      const seen = [];
      const note = (what) => { seen.push(what); document.body.dataset.seen = seen.join(" "); };
      addEventListener("message", (event) => { if (event.ports.length) note("port"); });
      MessagePort.prototype.postMessage = function () { note("stolen"); };
      Object.defineProperty(KeyboardEvent.prototype, "key", { get: () => "1" });
      const body = '{"action":"deckNames","version":6}';
      try { parent.document.body; note("parent"); } catch { note("apart"); }
      try { localStorage.length; note("storage"); } catch { note("nothing-stored"); }
      try { new WebSocket("${ankid.url.replace("http", "ws")}/"); } catch { note("no-socket"); }
      try { navigator.sendBeacon("${ankid.url}/", body); } catch { note("no-beacon"); }
      try { document.getElementById("f").submit(); } catch { note("no-form"); }
      if (window.open("${ankid.url}/") === null) note("no-window");
      parent.postMessage({ ankid: 1, type: "key", key: " " }, "*");
      for (const key of [" ", "1"]) dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      try { top.location = "https://example.invalid/"; } catch { note("stays"); }
      const ask = (how) => fetch("${ankid.url}/", { method: "POST", body, ...how }).then(() => note("fetched"), () => note("refused"));
      ask({}).then(() => ask({ mode: "no-cors" })).then(() => note("done"));
    </script>`,
  });
  const frame = await openReview(ankid, page);
  const seen = (): Promise<string | null> => frame.locator("body").getAttribute("data-seen");
  await expect.poll(seen).toContain("done");
  const words = (await seen())?.split(" ") ?? [];
  expect(words.filter((word) => ["port", "stolen", "parent", "storage", "fetched"].includes(word))).toEqual([]);
  expect(words).toEqual(expect.arrayContaining(["apart", "nothing-stored", "no-window", "stays", "refused"]));
  const asked = (await ankid.call("activity", {})).map(({ action }) => action);
  expect(asked).toContain("guiDeckReview");
  expect(asked).not.toContain("deckNames");
  expect(await page.locator("[data-side=question]").count()).toBe(1);
  await frame.locator("#qa p").click();
  await page.keyboard.press("q");
  // A key that the page knows is answered after those that the card tried to press.
  await page.keyboard.press("i");
  await page.getByRole("dialog", { name: "Card info" }).waitFor();
  expect(await ankid.call("getNumCardsReviewedToday", {})).toBe(0);
  expect(page.url()).toBe(`${ankid.url}/#/review`);
});

test("a card that writes its document anew gets no port, and a fresh frame takes its place", async ({
  ankid,
  page,
  complaints,
}) => {
  complaints.hostileCards = true;
  await addWritten(ankid, {
    front: `<p>{{Front}}</p><script>
      document.open();
      document.write("<p>rewritten</p><script>addEventListener('message', (event) => { if (event.ports.length) event.ports[0].postMessage({ type: 'key', key: ' ' }); })<" + "/script>");
      document.close();
    </script>`,
  });
  await ankid.call("guiDeckReview", { name: "Default" });
  await visit(page, ankid, "review");
  await page.waitForSelector("iframe[data-made='5']");
  await page.frameLocator("iframe").getByText("rewritten").waitFor();
  expect(await page.locator("[data-side=question]").count()).toBe(1);
  const asked = (await ankid.call("activity", {})).map(({ action }) => action);
  expect(asked).not.toContain("reviewShowAnswer");
});
