/** Synchronizing, as the rail, the palette and the key Y start it. */
import { call } from "../api/client";
import { texts } from "../texts";
import { toasts } from "./toasts.svelte";
import { wording } from "./wording";

class Syncing {
  state = $state<"idle" | "running" | "done" | "failed">("idle");
  problem = $state<string | null>(null);

  async run(): Promise<void> {
    if (this.state === "running") return;
    this.state = "running";
    this.problem = null;
    try {
      await call("sync", {});
      this.state = "done";
      toasts.show(texts.sync.done);
    } catch (problem) {
      this.state = "failed";
      this.problem = wording(problem);
      toasts.show(`${texts.sync.failed}: ${this.problem}`, { kind: "error" });
    }
  }
}

export const syncing = new Syncing();
