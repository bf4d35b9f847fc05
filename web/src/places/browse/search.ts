/** What the browser shows, as its address has it: `#/browse?q=tag:x&sort=-cardDue&mode=notes`. */
import type { components } from "../../api/schema";
import type { Screen } from "../../api/pending";
import { address, type Address } from "../../state/address";

/** What rows are. */
export type Mode = "cards" | "notes";
/** What rows are sorted by. */
export type Order = components["schemas"]["Order"];

/** A search with its order. */
export interface Search {
  query: string;
  mode: Mode;
  /** Null for the sort field. */
  order: Order | null;
}

/** Reads an address of the browser. */
export function searchOf({ query }: Pick<Address, "query">): Search {
  const sort = query["sort"] ?? "";
  const reverse = sort.startsWith("-");
  const column = reverse ? sort.slice(1) : sort;
  return {
    query: query["q"] ?? "",
    mode: query["mode"] === "notes" ? "notes" : "cards",
    order: column === "" ? null : { column, reverse },
  };
}

/** Writes an address of the browser. */
export function searchAddress({ query, mode, order }: Search): string {
  return address("browse", "", {
    ...(query === "" ? {} : { q: query }),
    ...(order === null ? {} : { sort: (order.reverse ? "-" : "") + order.column }),
    ...(mode === "notes" ? { mode } : {}),
  });
}

/** Whether both find the same rows in the same order. */
export function isSame(one: Search, other: Search): boolean {
  return searchAddress(one) === searchAddress(other);
}

/** What the server says that the browser shows. */
export function searchOfScreen({ query, mode, order }: NonNullable<Screen["browser"]>): Search {
  const isUsual = order === null || (order.column === "noteFld" && !order.reverse);
  return { query, mode: mode === "notes" ? "notes" : "cards", order: isUsual ? null : order };
}
