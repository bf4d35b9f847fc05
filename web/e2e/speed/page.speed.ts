/** How fast the page is: `npm run speed`, with the release binary named by `ANKID_PROGRAM`. */
import { gzipSync } from "node:zlib";
import type { Frame, Page } from "playwright-core";
import { test } from "vitest";
import { launch } from "../harness/browser.ts";
import { openReview } from "../harness/cards.ts";
import { addBasics } from "../harness/sample.ts";
import { Ankid } from "../harness/server.ts";

const STARTS = 7;
const ANSWERS = 40;
const CARDS = 2_000;

function told(name: string, values: number[]): void {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0);
  process.stdout.write(`${name}: median ${at(0.5)} ms, 95% ${at(0.95)} ms, worst ${at(1)} ms\n`);
}

/** Milliseconds from the beginning of the navigation to the first paint, and to the decks; bytes of scripts, packed. */
async function opened(page: Page, url: string): Promise<{ paint: number; decks: number; bytes: number }> {
  const scripts: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.url().endsWith(".js")) scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await page.goto(`${url}/#/decks`);
  const decks = await page.evaluate(async () => {
    while (!document.querySelector("[role=treegrid] [role=row]")) await new Promise(requestAnimationFrame);
    return performance.now();
  });
  const paint = await page.evaluate(() => performance.getEntriesByName("first-paint")[0]?.startTime ?? 0);
  const bytes = (await Promise.all(scripts)).reduce((sum, one) => sum + one, 0);
  return { paint, decks, bytes };
}

async function coldStarts(server: Ankid): Promise<void> {
  const [paints, decks]: [number[], number[]] = [[], []];
  let bytes = 0;
  for (let round = 0; round < STARTS; round += 1) {
    await server.stop();
    // A browser of its own each time: nothing of the page is kept from the time before.
    const browser = await launch();
    const page = await browser.newPage();
    await page.goto("about:blank");
    const began = performance.now();
    await server.start();
    const listening = performance.now() - began;
    const times = await opened(page, server.url);
    paints.push(listening + times.paint);
    decks.push(listening + times.decks);
    bytes = times.bytes;
    await browser.close();
  }
  told("from starting the server to the first paint", paints);
  told("from starting the server to the decks on the screen", decks);
  process.stdout.write(`JavaScript of the first page: ${(bytes / 1000).toFixed(0)} kB gzip\n`);
}

/** From the key that answers to the frame in which the next question has been drawn, as the browser's clocks have it. */
async function nextCards(server: Ankid): Promise<void> {
  const browser = await launch();
  const page = await browser.newPage();
  await openReview(server, page, "Words");
  await page.evaluate(() => {
    const times: number[] = [];
    addEventListener("keydown", () => times.push(performance.timeOrigin + performance.now()), { capture: true });
    Object.assign(window, { times });
  });
  const frame = page.frames().find((one) => one.url().includes("/card-frame"));
  await frame?.evaluate(() => {
    const drawn: number[] = [];
    const seen = new MutationObserver(() =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => drawn.push(performance.timeOrigin + performance.now());
        channel.port2.postMessage(null);
      }),
    );
    seen.observe(document.getElementById("qa") ?? document.body, { childList: true, subtree: true });
    Object.assign(window, { drawn });
  });
  const read = (of: Page | Frame, name: string): Promise<number[]> =>
    of.evaluate((key) => (window as unknown as Record<string, number[]>)[key] ?? [], name);
  const millis: number[] = [];
  for (let answer = 0; answer < ANSWERS; answer += 1) {
    for (const [side, key] of [
      ["answer", "Space"],
      ["question", "4"],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForSelector(`[data-side="${side}"]`);
      await page.waitForTimeout(150);
    }
    const pressed = (await read(page, "times")).at(-1) ?? 0;
    const drawn = (await read(frame ?? page, "drawn")).find((time) => time > pressed);
    if (drawn !== undefined) millis.push(drawn - pressed);
  }
  told(`from the key to the next question drawn (${millis.length} answers)`, millis);
  await browser.close();
}

test("speed", async () => {
  const server = await Ankid.start();
  await addBasics(server, "Words", CARDS);
  const config = (await server.call("getDeckConfig", { deck: "Words" })) as { new: object };
  await server.call("saveDeckConfig", { config: { ...config, new: { ...config.new, perDay: CARDS } } });
  await coldStarts(server);
  await nextCards(server);
  await server.remove();
}, 300_000);
