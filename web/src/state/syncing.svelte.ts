/** Synchronizing, as the rail, the palette, the settings and the key Y start it, and how it stands. */
import { ActionError, call } from "../api/client";
import type { Result } from "../api/contract";
import { texts } from "../texts";
import { address } from "./address";
import { Order } from "./order";
import { router } from "./router.svelte";
import { session } from "./session.svelte";
import { toasts } from "./toasts.svelte";
import { wording } from "./wording";

/** How the action `sync` says that one side has to replace the other. */
const FULL = /^Sync status [234] /;

/** How syncing stands, in a word. */
export type SyncState = "off" | "running" | "failed" | "full" | "waiting" | "inStep";

class Syncing {
  status = $state.raw<Result<"syncStatus"> | null>(null);
  /** Whether this page has asked for a sync that is not over. */
  #asked = $state(false);
  /** Whether the server has said that one side has to replace the other. */
  #isFull = $state(false);
  #order = new Order();

  readonly state = $derived.by<SyncState>(() => {
    const { status } = this;
    if (this.#asked || status?.running) return "running";
    if (!status?.loggedIn) return "off";
    if (this.#isFull || status.localChanges === "full") return "full";
    if (status.lastError) return "failed";
    return status.localChanges === "none" ? "inStep" : "waiting";
  });
  readonly problem = $derived(this.status?.lastError ?? null);

  /** Follows how syncing stands until the answered function is called. */
  follow(): () => void {
    return session.hear((event) => {
      if (event.type === "sync") {
        this.#order.heard();
        this.status = event.status;
      }
      if (event.type === "missed") void this.refresh();
    });
  }

  /** Asks how it stands. */
  async refresh(): Promise<void> {
    const answer = await this.#order.ask(() => call("syncStatus", {})).catch(() => null);
    if (answer) this.status = answer.value;
  }

  /** Syncs, or shows where what is missing for it can be given. */
  async run(): Promise<void> {
    if (this.state === "running") return;
    if (!this.status?.loggedIn) await this.refresh();
    if (this.state === "off" || this.state === "full") {
      router.go(address("settings", "sync"));
      return;
    }
    await this.during(() => call("sync", {}), texts.sync.done);
  }

  /** Does work of the sync and says how it went; whether it went well. */
  async during(work: () => Promise<unknown>, done: string): Promise<boolean> {
    this.#asked = true;
    try {
      await work();
      this.#isFull = false;
      toasts.show(done);
      return true;
    } catch (problem) {
      if (problem instanceof ActionError && FULL.test(problem.message)) {
        this.#isFull = true;
        router.go(address("settings", "sync"));
        return false;
      }
      toasts.show(`${texts.sync.failed}: ${wording(problem)}`, { kind: "error" });
      return false;
    } finally {
      this.#asked = false;
      await this.refresh();
    }
  }
}

export const syncing = new Syncing();
