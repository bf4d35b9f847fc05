/** How far long work is, in words. */
import type { Stage } from "../../api/events";
import { texts } from "../../texts";

const BYTES_OF_MB = 1_000_000;

/** How much is done, of how much where that is known. */
export function progressWords({ stage, done, total }: { stage: Stage; done: number; total: number }): string {
  const shown = (count: number): string =>
    stage === "collection" || stage === "backup"
      ? `${(count / BYTES_OF_MB).toLocaleString("en", { maximumFractionDigits: 1 })} MB`
      : count.toLocaleString("en");
  return total > 0 ? texts.transfer.doneOf(shown(done), shown(total)) : shown(done);
}
