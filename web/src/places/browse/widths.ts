/** How wide the sidebar and the pane of the browser are, in a window of any width. The table has the rest. */

/** A part whose width is kept. */
export type Part = "sidebar" | "pane";

const PLACE = "ankid.browse.width.";

/** In pixels. Until someone drags a part it has its share of the whole, in percent, up to what is usual. */
const BOUNDS = {
  sidebar: { least: 160, usual: 320, most: 480, share: 20 },
  pane: { least: 280, usual: 800, most: 1200, share: 36 },
} as const;

/** The width that a part was dragged to, in pixels, as this browser keeps it; null for none. */
export function keptWidth(part: Part): number | null {
  const width = Number(localStorage.getItem(PLACE + part));
  return width > 0 ? width : null;
}

/** Keeps the width of a part. */
export function keepWidth(part: Part, width: number): void {
  localStorage.setItem(PLACE + part, String(width));
}

/** The bounds and the width of a part in percent of the whole. */
export function sizesOf(
  part: Part,
  kept: number | null,
  whole: number,
): { minSize: number; defaultSize: number; maxSize: number } {
  const { least, usual, most, share } = BOUNDS[part];
  const percent = (width: number): number => (width / whole) * 100;
  const minSize = Math.min(percent(least), share);
  const maxSize = Math.min(percent(most), 100);
  const wanted = kept === null ? Math.min(percent(usual), share) : percent(kept);
  return { minSize, defaultSize: Math.max(minSize, Math.min(wanted, maxSize)), maxSize };
}
