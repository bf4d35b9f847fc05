/** A note type in the form of Anki's own dictionaries. Keys that are not named here stay as they are. */

/** A field. Its `ord` is where it stood when it was read; null for a new one. */
export interface FieldDict {
  name: string;
  ord: number | null;
  font: string;
  size: number;
  rtl: boolean;
  sticky: boolean;
  description: string;
  plainText: boolean;
  collapsed: boolean;
  excludeFromSearch: boolean;
  [key: string]: unknown;
}

/** A template. */
export interface TemplateDict {
  name: string;
  ord: number | null;
  qfmt: string;
  afmt: string;
  bqfmt: string;
  bafmt: string;
  did: number | null;
  [key: string]: unknown;
}

/** A note type. */
export interface NotetypeDict {
  id: number;
  name: string;
  /** 1 for cloze. */
  type: number;
  /** Where the sort field stood when it was read. */
  sortf: number;
  css: string;
  flds: FieldDict[];
  tmpls: TemplateDict[];
  [key: string]: unknown;
}

/** A field as a new one is. */
export function newField(name: string): FieldDict {
  return {
    name,
    ord: null,
    font: "Arial",
    size: 20,
    rtl: false,
    sticky: false,
    description: "",
    plainText: false,
    collapsed: false,
    excludeFromSearch: false,
  };
}

/** A template as a new one is: the last one's, so that it differs where the person makes it differ. */
export function newTemplate(name: string, like: TemplateDict): TemplateDict {
  return { name, ord: null, qfmt: like.qfmt, afmt: like.afmt, bqfmt: "", bafmt: "", did: null };
}

/** The list with an item moved by so many places. */
export function moved<T>(list: readonly T[], from: number, by: number): T[] {
  const result = [...list];
  const [item] = result.splice(from, 1);
  if (item !== undefined) result.splice(Math.max(0, Math.min(list.length - 1, from + by)), 0, item);
  return result;
}

/** Whether the next synchronization has to be a full one after saving. */
export function needsFullSync(before: NotetypeDict, after: NotetypeDict): boolean {
  const isMoved = (list: { ord: number | null }[], length: number): boolean =>
    list.length !== length || list.some(({ ord }, place) => ord !== place);
  return (
    isMoved(after.flds, before.flds.length) || isMoved(after.tmpls, before.tmpls.length) || after.sortf !== before.sortf
  );
}

/** Whether a field can have this name among the others. */
export function isFieldName(name: string, others: readonly string[]): boolean {
  const plain = name.trim();
  const isTaken = others.some((other) => other.toLowerCase() === plain.toLowerCase());
  return plain !== "" && !isTaken && !/[:{}"]/.test(plain) && !/^[#/^]/.test(plain);
}
