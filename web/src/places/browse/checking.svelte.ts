/** What is wrong with a search, as it is written. */
import { call } from "../../api/client";
import { Order } from "../../state/order";
import type { SearchProblem } from "./searching";

/** Follows a search line. */
export class Checking {
  problems = $state.raw<SearchProblem[]>([]);
  #order = new Order();

  async check(query: string): Promise<void> {
    const answer = await this.#order.ask(() => call("checkSearch", { query })).catch(() => undefined);
    if (answer !== null) this.problems = answer?.value.problems ?? [];
  }

  /** What was wrong may be right again: the next check says. */
  forget(): void {
    this.#order.forget();
    this.problems = [];
  }
}
