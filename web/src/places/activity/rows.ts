import type { ActivityRow } from "../../api/pending";

const MOST = 2000;

/** Both lists as one, newest first; of rows with the same number the first list's. */
export function newest(first: readonly ActivityRow[], second: readonly ActivityRow[]): ActivityRow[] {
  const byNumber = new Map([...second, ...first].map((row) => [row.number, row]));
  return [...byNumber.values()].sort((one, other) => other.number - one.number).slice(0, MOST);
}
