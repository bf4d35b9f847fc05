/** Every page in light and dark, wide and at 360 px: no serious problem for axe, nothing wider than the window. */
import { describe } from "vitest";
import { look, settled } from "./harness/look.ts";
import { fill, type Sample } from "./harness/sample.ts";
import { Ankid } from "./harness/server.ts";
import { test as pageTest } from "./harness/test.ts";

/** The addresses of the pages; those with a card behind them start its review first. */
const PAGES: Record<string, (sample: Sample) => string> = {
  decks: () => "#/decks",
  overview: ({ decks }) => `#/deck/${decks["Japanese"]}`,
  finished: ({ decks }) => `#/deck/${decks["Default"]}`,
  review: () => "#/review",
  activity: () => "#/activity",
  settings: () => "#/settings",
  notetypes: () => "#/notetypes",
  notetype: ({ notetypes }) => `#/notetype/${notetypes["Cloze"]}`,
  fields: ({ notetypes }) => `#/notetype/${notetypes["Basic"]}?part=fields`,
  options: ({ decks }) => `#/options/${decks["Japanese::Kanji"]}`,
  stats: () => "#/stats",
  missing: () => "#/deck/99",
  unknown: () => "#/nowhere",
};

const test = pageTest.extend<{ filled: { server: Ankid; sample: Sample } }>({
  filled: [
    async ({}, use) => {
      const server = await Ankid.start();
      const sample = await fill(server);
      await server.call("guiDeckReview", { name: "Japanese" });
      await use({ server, sample });
      await server.remove();
    },
    { scope: "file" },
  ],
});

describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
  describe.each([1280, 360])("%d px", (width) => {
    for (const [name, address] of Object.entries(PAGES)) {
      test(name, async ({ filled: { server, sample }, open }) => {
        const page = await open({ colorScheme, viewport: { width, height: width === 360 ? 740 : 800 } });
        await page.goto(`${server.url}/${address(sample)}`);
        await settled(page);
        await look(page, `${name}-${colorScheme}-${width}`);
      });
    }
  });
});
