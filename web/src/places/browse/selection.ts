/** Which rows are selected, and where the keyboard stands. Rows are known by their ids, so that a new order keeps them. */

/** A selection. */
export interface Selection {
  ids: ReadonlySet<number>;
  /** Where a stretch of rows begins. */
  anchor: number | null;
  /** The row that keys start from, and whose note the pane shows. */
  active: number | null;
}

/** Keys that are held while a row is pressed or gone to. */
export interface Held {
  shift: boolean;
  ctrl: boolean;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null, active: null };

/** Rows in their order, with their places. */
export class RowList {
  readonly #places: Map<number, number>;

  constructor(readonly ids: readonly number[]) {
    this.#places = new Map(ids.map((id, place) => [id, place]));
  }

  /** The place of a row. */
  placeOf(id: number | null): number | undefined {
    return id === null ? undefined : this.#places.get(id);
  }
}

/** The selection with one row only. */
export function only(id: number | undefined): Selection {
  return id === undefined ? NOTHING : { ids: new Set([id]), anchor: id, active: id };
}

/** All rows; the keyboard stays where it stands. */
export function all(list: RowList, before: Selection): Selection {
  const active = before.active ?? list.ids[0] ?? null;
  return { ids: new Set(list.ids), anchor: active, active };
}

/** The rows that another program selected. */
export function selected(ids: readonly number[]): Selection {
  const first = ids[0] ?? null;
  return { ids: new Set(ids), anchor: first, active: first };
}

/** A row is pressed: alone, with Ctrl beside the others, with Shift together with all from the anchor. */
export function pressed(before: Selection, list: RowList, place: number, held: Held): Selection {
  const id = list.ids[place];
  if (id === undefined) return before;
  if (held.shift) return stretch(before, list, place, held.ctrl);
  if (!held.ctrl) return only(id);
  const ids = new Set(before.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, active: id };
}

/** A row is gone to by a key: it is selected alone, with Shift the stretch from the anchor, with Ctrl nothing changes. */
export function moved(before: Selection, list: RowList, place: number, held: Held): Selection {
  const last = list.ids.length - 1;
  const id = list.ids[Math.min(Math.max(place, 0), last)];
  if (id === undefined) return before;
  if (held.shift) return stretch(before, list, list.placeOf(id) ?? 0, held.ctrl);
  return held.ctrl ? { ...before, active: id } : only(id);
}

function stretch(before: Selection, list: RowList, place: number, keeps: boolean): Selection {
  const anchor = list.placeOf(before.anchor) ?? place;
  const [from, to] = anchor < place ? [anchor, place] : [place, anchor];
  const ids = new Set(keeps ? before.ids : []);
  for (const id of list.ids.slice(from, to + 1)) ids.add(id);
  return { ids, anchor: list.ids[anchor] ?? null, active: list.ids[place] ?? null };
}

/** What is left of a selection among other rows. Where its active row went away, the next one that was selected or stands in its place is active. */
export function kept(before: Selection, old: RowList, now: RowList): Selection {
  const ids = new Set([...before.ids].filter((id) => now.placeOf(id) !== undefined));
  if (now.placeOf(before.active) !== undefined) return { ...before, ids };
  const [rest] = ids;
  if (rest !== undefined) return { ids, anchor: rest, active: rest };
  const place = old.placeOf(before.active);
  if (place === undefined || before.ids.size === 0) return NOTHING;
  const following = old.ids.slice(place).find((id) => now.placeOf(id) !== undefined);
  return only(following ?? now.ids.at(-1));
}
