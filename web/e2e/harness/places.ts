/** Every page, wide and at 360 px: no serious problem for axe, nothing wider than the window. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe } from "vitest";
import { look, settled } from "./look.ts";
import { fill, type Sample } from "./sample.ts";
import { Ankid } from "./server.ts";
import { test as pageTest } from "./test.ts";

/** What a page needs to be reached. */
interface Filled {
  server: Ankid;
  sample: Sample;
}

/** A page: its address, and what is done there before it is looked at. */
interface Shown {
  address: (filled: Filled) => string;
  then?: (page: Page, filled: Filled) => Promise<void>;
}

const PHONE = 360;

function at(address: string): Shown {
  return { address: () => address };
}

/** Chooses the package of the sample, as a person does who picks a file. */
async function choosePackage(page: Page, { server }: Filled): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(join(server.base, "french.apkg"));
  await page.getByRole("button", { name: "Import", exact: true }).waitFor();
}

/** Studies a deck: other pages have led the screen away from it. */
async function startReview(page: Page, { server }: Filled): Promise<void> {
  await server.call("guiDeckReview", { name: "Japanese" });
  await page.frameLocator("iframe").locator("#qa:not(:empty)").waitFor({ state: "attached" });
}

/** Opens the first row of the browser beside the table, or over it. */
async function openFirstRow(page: Page): Promise<void> {
  await page.getByRole("grid").getByText("mot 1", { exact: true }).dblclick();
  await page.getByRole("textbox", { name: /Front/ }).waitFor();
}

const PAGES: Record<string, Shown> = {
  decks: at("#/decks"),
  overview: { address: ({ sample }) => `#/deck/${sample.decks["Japanese"]}` },
  finished: { address: ({ sample }) => `#/deck/${sample.decks["Default"]}` },
  review: { address: () => "#/review", then: startReview },
  answer: {
    address: () => "#/review",
    then: async (page, filled) => {
      await startReview(page, filled);
      await page.keyboard.press("Space");
      await page.frameLocator("iframe").locator("#answer").waitFor({ state: "attached" });
    },
  },
  browse: {
    address: () => "#/browse?q=deck:Japanese*",
    then: (page) => page.getByRole("row", { selected: false }).nth(3).waitFor(),
  },
  "browse-pane": { address: () => "#/browse?q=deck:French", then: openFirstRow },
  "browse-info": {
    address: () => "#/browse?q=deck:French",
    then: async (page) => {
      await openFirstRow(page);
      await page.getByRole("tab", { name: "Card info" }).click();
      await page.getByText("Card type").first().waitFor();
    },
  },
  "browse-mistake": {
    address: () => "#/browse?q=is:dew",
    then: (page) => page.getByText("is:new").first().waitFor(),
  },
  "browse-none": { address: () => "#/browse?q=nothing", then: (page) => page.getByText("Nothing is found").waitFor() },
  add: {
    address: () => "#/add",
    then: async (page) => {
      await page.getByRole("textbox", { name: "Front" }).fill("mot 1");
      await page.getByText("Another note has the same first field.").waitFor();
    },
  },
  note: {
    address: ({ sample }) => `#/note/${sample.notes[0]}`,
    then: (page) => page.frameLocator("iframe").locator("#qa:not(:empty)").waitFor({ state: "attached" }),
  },
  import: at("#/import"),
  "import-choices": { address: () => "#/import", then: choosePackage },
  "import-report": {
    address: () => "#/import",
    then: async (page, filled) => {
      await choosePackage(page, filled);
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByRole("button", { name: "Undo" }).first().waitFor();
    },
  },
  export: at("#/export"),
  activity: at("#/activity"),
  settings: at("#/settings"),
  sync: at("#/settings/sync"),
  notetypes: at("#/notetypes"),
  notetype: { address: ({ sample }) => `#/notetype/${sample.notetypes["Cloze"]}` },
  fields: { address: ({ sample }) => `#/notetype/${sample.notetypes["Basic"]}?part=fields` },
  options: { address: ({ sample }) => `#/options/${sample.decks["Japanese::Kanji"]}` },
  stats: { address: () => "#/stats", then: (page) => page.frameLocator("iframe").locator("svg").first().waitFor() },
  permission: {
    address: () => "#/decks",
    then: async (page, { server }) => {
      void server.post("requestPermission", {}, { Origin: "https://words.example" });
      await page.getByRole("dialog", { name: "A page asks to use your collection" }).waitFor();
    },
  },
  missing: at("#/deck/99"),
  unknown: at("#/nowhere"),
};

const test = pageTest.extend<{ filled: Filled }>({
  filled: [
    async ({}, use) => {
      // A question that nobody answers is over before the next page is looked at.
      const server = await Ankid.start({ permissionPromptSeconds: 5 });
      const sample = await fill(server);
      await server.call("exportPackage", { deck: "French", path: join(server.base, "french.apkg") });
      await server.call("saveSearch", { name: "Hard ones", query: "rated:7:1" });
      await use({ server, sample });
      await server.remove();
    },
    { scope: "file" },
  ],
});

/** Looks at every page in one colour scheme; each is a file of its own, so that both run at once. */
export function lookAtAll(colorScheme: "light" | "dark"): void {
  describe.each([1280, PHONE])("%d px", (width) => {
    for (const [name, { address, then }] of Object.entries(PAGES)) {
      test(name, async ({ filled, open }) => {
        const page = await open({ colorScheme, viewport: { width, height: width === PHONE ? 740 : 800 } });
        await page.goto(`${filled.server.url}/${address(filled)}`);
        await settled(page);
        await then?.(page, filled);
        await settled(page);
        await look(page, `${name}-${colorScheme}-${width}`);
      });
    }
  });
}
