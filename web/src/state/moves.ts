/** What the page does to the screen. One act after the other, so that the screen ends as the page stands. */
import { untrack } from "svelte";
import type { Screen } from "../api/pending";
import { Order } from "./order";
import { session } from "./session.svelte";

/** Acts on the screen as it is when the act's turn comes; null where nothing is to be done to it. */
export type Move = (screen: Screen | null) => Promise<Screen> | null;

const order = new Order();

/** Moves the screen, and answers what it shows then. Effects that call it do not act again when the screen goes on. */
export function move(act: Move): Promise<Screen | null> {
  return order.act(async () => {
    const screen = await untrack(() => act(session.screen));
    if (screen) session.saw(screen);
    return session.screen;
  });
}

/** Moves the screen where nothing here depends on it. */
export function tell(act: Move): void {
  void move(act).catch(() => undefined);
}
