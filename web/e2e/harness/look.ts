/** Looks at a page as it is: nothing wider than the window, no serious problem for axe, a picture where one is wanted. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const SHOTS = fileURLToPath(new URL("../shots/", import.meta.url));

/** Waits until the place is there, with nothing left to load. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector("main h1, main h2", { state: "attached" });
  await page.waitForFunction(() => !document.querySelector(".skeleton"));
}

/** Looks at the page; with `SHOTS=1` a picture of this name is left in `e2e/shots`. */
export async function look(page: Page, name: string): Promise<void> {
  if (process.env["SHOTS"]) {
    mkdirSync(SHOTS, { recursive: true });
    await page.screenshot({ path: `${SHOTS}${name}.png` });
  }
  const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide, "the page is wider than its window").toBeLessThanOrEqual(width ?? 0);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html).slice(0, 3)])).toEqual([]);
}
