/** What a place shows: loaded at once, and again after changes that touch it. */
import type { Kind } from "../api/events";
import { Order } from "./order";
import { session, touches } from "./session.svelte";
import { attempt, wording } from "./wording";

/** A value of the server that stays up to date while it is shown. */
export class Live<T> {
  value = $state.raw<T | null>(null);
  error = $state<string | null>(null);
  #load: () => Promise<T>;
  #stale = false;
  #order = new Order();

  /** Follows until the component that makes it goes away. Hidden pages load nothing until they are seen again. */
  constructor(load: () => Promise<T>, kinds: readonly Kind[]) {
    this.#load = load;
    $effect(() => {
      const unhear = session.hear((event) => {
        if (touches(event, kinds)) this.#changed();
      });
      const seen = (): void => {
        if (!document.hidden && this.#stale) void this.reload();
      };
      document.addEventListener("visibilitychange", seen);
      return () => {
        unhear();
        document.removeEventListener("visibilitychange", seen);
      };
    });
    $effect(() => {
      void this.reload();
    });
  }

  #changed(): void {
    if (document.hidden) this.#stale = true;
    else void this.reload();
  }

  /** Loads again; the old value stays until the new one is there. */
  async reload(): Promise<void> {
    this.#stale = false;
    try {
      const answer = await this.#order.ask(this.#load);
      if (!answer) return;
      this.value = answer.value;
      this.error = null;
    } catch (problem) {
      this.error = wording(problem);
    }
  }

  /** Shows what an act will lead to while the server does it, and the truth again where it failed. */
  async ahead(value: T, act: () => Promise<unknown>): Promise<void> {
    this.value = value;
    if ((await attempt(this.#order.act(act))) === undefined) await this.reload();
  }
}
