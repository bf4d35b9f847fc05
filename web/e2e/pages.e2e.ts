/** Every page in light and dark, wide and at 360 px: no serious problem for axe, nothing wider than the window. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch } from "./browser.ts";
import { startMock, type Mock } from "./mock.ts";
import { sample } from "./sample.ts";

const PAGES: Record<string, string> = {
  decks: "#/decks",
  overview: "#/deck/7",
  review: "#/review",
  finished: "#/deck/13",
  activity: "#/activity",
  settings: "#/settings",
  stats: "#/stats",
  missing: "#/deck/99",
  unknown: "#/nowhere",
};
const SHOTS = fileURLToPath(new URL("shots/", import.meta.url));

let browser: Browser;
let mock: Mock;

beforeAll(async () => {
  mock = await startMock(sample());
  browser = await launch();
  mkdirSync(SHOTS, { recursive: true });
});
afterAll(async () => {
  await browser.close();
  mock.stop();
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test.each(Object.entries(PAGES))(`%s, ${scheme}, ${width} px`, async (name, address) => {
      const height = width === 360 ? 740 : 800;
      const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height } });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      await page.goto(mock.url + "/" + address);
      await page.waitForSelector("main h1, main h2", { state: "attached" });
      await page.waitForTimeout(200);
      if (process.env["SHOTS"]) await page.screenshot({ path: `${SHOTS}${name}-${scheme}-${width}.png` });
      expect(problems).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
      await context.close();
    });
  }
}
