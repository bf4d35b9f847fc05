/** The rows of the activity: the newest as they come, older ones on demand. */
import { call } from "../../api/client";
import type { ActivityRow } from "../../api/pending";
import { Order } from "../../state/order";
import { session } from "../../state/session.svelte";
import { wording } from "../../state/wording";
import { newest } from "./rows";

const STEP = 100;

/** Follows what comes in while the component that makes it is shown. */
export class Feed {
  rows = $state.raw<ActivityRow[] | null>(null);
  error = $state<string | null>(null);
  mayHaveOlder = $state(false);
  #order = new Order();

  constructor() {
    $effect(() => {
      void this.load();
      return session.hear((event) => {
        if (event.type === "activity") this.rows = newest([event.row], this.rows ?? []);
        if (event.type === "missed" || event.type === "hello") void this.load();
        if (event.type === "changed") {
          this.#order.heard();
          this.#undoMoved();
        }
      });
    });
  }

  async load(): Promise<void> {
    try {
      const answer = await this.#order.ask(() => call("activity", { limit: STEP }));
      if (!answer) return;
      const rows = answer.value;
      this.rows = newest(rows, this.rows ?? []);
      this.mayHaveOlder = rows.length === STEP;
      this.error = null;
    } catch (problem) {
      this.error = wording(problem);
    }
  }

  async older(): Promise<void> {
    const last = this.rows?.at(-1);
    if (!last) return;
    const answer = await this.#order.ask(() => call("activity", { before: last.number, limit: STEP }));
    if (!answer) return;
    const rows = answer.value;
    this.mayHaveOlder = rows.length === STEP;
    this.rows = newest(this.rows ?? [], rows);
  }

  /** Only the last change can be undone: a row that offers it loses the offer with the next change. */
  #undoMoved(): void {
    this.rows = this.rows?.map((row) => (row.undoable ? { ...row, undoable: false } : row)) ?? null;
  }
}
