/** Opening the page as people do: they look at it before something else happens. */
import type { Page } from "playwright-core";
import type { Ankid } from "./server.ts";

/** Loads a place of the page, and waits until it follows the server: it misses nothing that clients do from then on. */
export async function visit(page: Page, server: Ankid, place: string): Promise<void> {
  const follows = page.waitForResponse((response) => new URL(response.url()).pathname.startsWith("/events/"));
  await page.goto(`${server.url}/#/${place}`);
  await follows;
}
