/** Tests with a browser, a server and a page of their own. What the page complains about fails the test. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect, test as base } from "vitest";
import { launch } from "./browser.ts";
import { Ankid } from "./server.ts";
import { slow } from "./slow.ts";

/** Opens a page whose complaints are gathered. */
export type OpenPage = (options?: BrowserContextOptions) => Promise<Page>;

/** What the pages of a test complained about, so far. */
export class Complaints {
  readonly list: string[] = [];
  /** Cards of this test are hostile: what the browser refuses them is no complaint. */
  hostileCards = false;

  async watch(page: Page): Promise<void> {
    page.on("pageerror", (error) => this.#add(error.message));
    page.on("console", (message) => {
      const isOfCards = message.location().url.includes("/card-frame") || message.text().includes("/card-frame");
      if (message.type() === "error" && /Content Security Policy/.test(message.text()) && !isOfCards) {
        this.#add(message.text());
      }
    });
    await page.exposeBinding("ankidViolation", ({ frame }, text: string) => {
      if (frame === page.mainFrame() || !this.hostileCards) this.list.push(text);
    });
    await page.addInitScript(() => {
      const { ankidViolation } = window as unknown as { ankidViolation: (text: string) => void };
      document.addEventListener("securitypolicyviolation", (event) =>
        ankidViolation(`${event.violatedDirective} forbids ${event.blockedURI}`),
      );
    });
  }

  #add(text: string): void {
    if (!this.hostileCards) this.list.push(text);
  }
}

interface Fixtures {
  browser: Browser;
  ankid: Ankid;
  complaints: Complaints;
  open: OpenPage;
  page: Page;
}

export const test = base.extend<Fixtures>({
  browser: [
    async ({}, use) => {
      const browser = await launch();
      await use(browser);
      await browser.close();
    },
    { scope: "file" },
  ],

  ankid: async ({}, use) => {
    const server = await Ankid.start();
    await use(server);
    await server.remove();
  },

  complaints: async ({}, use) => {
    const complaints = new Complaints();
    await use(complaints);
    expect(complaints.list).toEqual([]);
  },
  open: async ({ browser, complaints }, use) => {
    const pages: Page[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ colorScheme: "light", reducedMotion: "reduce", ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(45_000);
      await complaints.watch(page);
      await slow(page);
      pages.push(page);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
  page: async ({ open }, use) => {
    await use(await open());
  },
});
