/** Offers under a line in which one types. */

/** An offer as it is shown. */
export interface Offer {
  label: string;
  /** What it is, where that is to be told. */
  kind?: string;
}

/** The place of the offer that an arrow key leads to, round and round; null for other keys. None is chosen at -1. */
export function stepped(key: string, chosen: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return (chosen + 1) % count;
  if (key === "ArrowUp") return (chosen <= 0 ? count : chosen) - 1;
  return null;
}
