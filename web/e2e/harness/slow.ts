/** A slow machine, to find what only happens there: `SLOW=300` lets each call of the page take up to 300 ms longer. */
import type { Page } from "playwright-core";

const MOST_MILLIS = Number(process.env["SLOW"] ?? 0);
/** How many times longer the page's own work takes. */
export const WORK = MOST_MILLIS === 0 ? 1 : 4;

function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, (Math.random() * MOST_MILLIS) / 2));
}

/** Slows a page down, if that is wanted: its own work, and its calls on both ways. */
export async function slow(page: Page): Promise<void> {
  if (WORK === 1) return;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: WORK });
  await page.route("**/*", async (route) => {
    const isCall = route.request().method() === "POST" && new URL(route.request().url()).pathname === "/";
    if (!isCall) return route.fallback();
    await aWhile();
    const response = await route.fetch().catch(() => null);
    if (!response) return route.abort().catch(() => undefined);
    await aWhile();
    // A page that is closed meanwhile takes no reply.
    return route.fulfill({ response }).catch(() => undefined);
  });
}
