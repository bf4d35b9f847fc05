/** Which columns the table has, and how wide they are. */

/** A column as the page keeps it. */
export interface ShownColumn {
  id: string;
  /** In pixels; null for the width that it has by itself. */
  width: number | null;
}

/** What a column is called, and what is in it. */
export interface ColumnInfo {
  id: string;
  cards: string;
  notes: string;
  sortCards: "ascending" | "descending" | null;
  sortNotes: "ascending" | "descending" | null;
  figures: boolean;
}

/** Anki's columns at the start. */
export const FIRST_COLUMNS = {
  cards: ["noteFld", "template", "cardDue", "deck"],
  notes: ["noteFld", "note", "template", "noteTags"],
} as const;

export const LEAST_WIDTH = 60;
const MARKS_WIDTH = 28;
const FIGURES_WIDTH = 100;
const FIRST_WIDTH = 150;
const TEXT_WIDTH = 96;

/** Reads what the browser keeps; `first` where that is nothing, or is not what this page once wrote. */
export function readColumns(stored: string | null, first: readonly string[]): ShownColumn[] {
  const usual = first.map((id) => ({ id, width: null }));
  if (stored === null) return usual;
  try {
    const list: unknown = JSON.parse(stored);
    const read = Array.isArray(list) ? list.filter(isColumn) : [];
    return read.length === 0 ? usual : read.map(({ id, width }) => ({ id, width }));
  } catch {
    return usual;
  }
}

function isColumn(value: unknown): value is ShownColumn {
  if (typeof value !== "object" || value === null || !("id" in value) || !("width" in value)) return false;
  return typeof value.id === "string" && (value.width === null || typeof value.width === "number");
}

/** The columns with one of them moved to another place. */
export function withMoved(columns: readonly ShownColumn[], id: string, to: number): ShownColumn[] {
  const moved = columns.find((column) => column.id === id);
  if (!moved) return [...columns];
  const rest = columns.filter((column) => column !== moved);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** The columns with one more or one less; the last one stays. */
export function withToggled(columns: readonly ShownColumn[], id: string): ShownColumn[] {
  if (!columns.some((column) => column.id === id)) return [...columns, { id, width: null }];
  return columns.length === 1 ? [...columns] : columns.filter((column) => column.id !== id);
}

/** The widths for a grid: text shares what is left, figures are narrow. */
export function gridOf(columns: readonly ShownColumn[], infos: readonly ColumnInfo[]): string {
  const widths = columns.map(({ id, width }, index) => {
    if (width !== null) return `${Math.max(LEAST_WIDTH, Math.round(width))}px`;
    if (infos.find((info) => info.id === id)?.figures) return `${FIGURES_WIDTH}px`;
    return index === 0 ? `minmax(${FIRST_WIDTH}px, 2fr)` : `minmax(${TEXT_WIDTH}px, 1fr)`;
  });
  return [`${MARKS_WIDTH}px`, ...widths].join(" ");
}

/** How wide the table is at least, with the column of marks. */
export function leastWidthOf(columns: readonly ShownColumn[], infos: readonly ColumnInfo[]): number {
  const widths = columns.map(({ id, width }, index) => {
    if (width !== null) return Math.max(LEAST_WIDTH, Math.round(width));
    if (infos.find((info) => info.id === id)?.figures) return FIGURES_WIDTH;
    return index === 0 ? FIRST_WIDTH : TEXT_WIDTH;
  });
  return widths.reduce((sum, width) => sum + width, MARKS_WIDTH);
}

/** The order that a press on a heading asks for: the column's own first, then the other way round. */
export function nextOrder(
  info: ColumnInfo,
  mode: "cards" | "notes",
  before: { column: string; reverse: boolean } | null,
): { column: string; reverse: boolean } | null {
  const first = mode === "cards" ? info.sortCards : info.sortNotes;
  if (first === null) return before;
  const isSorted = (before?.column ?? "noteFld") === info.id;
  return { column: info.id, reverse: isSorted ? !(before?.reverse ?? false) : first === "descending" };
}
