/** Calls of the page that stand still on their way, as they do on a slow machine. */
import type { Page, Request } from "playwright-core";

/** Something that others wait for until it is opened. */
export class Gate {
  open!: () => void;
  readonly opened = new Promise<void>((resolve) => (this.open = resolve));
}

/** A call that is held. */
export interface Held {
  /** Over when it has come to where it is held. */
  held: Promise<void>;
  /** Lets it go on, and waits until the page has its reply. */
  release: () => Promise<void>;
}

/** Holds the next call of an action: its `reply`, when the server has done it, or its `request`, before it has. */
export async function hold(page: Page, action: string, what: "reply" | "request" = "reply"): Promise<Held> {
  const [held, released] = [new Gate(), new Gate()];
  let mine: Request | null = null;
  await page.route("**/*", async (route) => {
    if (mine || !isCall(route.request(), action)) return route.fallback();
    mine = route.request();
    const wait = (): Promise<void> => (held.open(), released.opened);
    if (what === "request") await wait();
    const response = await route.fetch();
    if (what === "reply") await wait();
    return route.fulfill({ response });
  });
  const release = async (): Promise<void> => {
    const replied = page.waitForResponse((response) => response.request() === mine);
    released.open();
    await (await replied).finished();
    // The page has read it, and drawn what came of it.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  };
  return { held: held.opened, release };
}

/** Whether a request calls an action. */
export function isCall(request: Request, action: string): boolean {
  return request.postData()?.includes(`{"action":"${action}"`) ?? false;
}
