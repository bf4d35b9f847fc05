/** The rows of the table that were loaded: in blocks around what is seen, kept until they are many. */
import type { components } from "../../api/schema";
import type { RowList } from "./selection";

/** A row, or null for one that is not there any more. */
export type Row = components["schemas"]["Row"] | null;

/** Loads the rows of some ids. */
export type LoadRows = (ids: number[]) => Promise<Row[]>;

/** Who hears that rows have come, or could not. */
export interface Listener {
  arrived: () => void;
  failed: (problem: unknown) => void;
}

const BLOCK = 100;
const MOST_REQUESTS = 2;
const MOST_ROWS = 20_000;

/** Keeps rows by their ids. A row that may have changed is shown until it has come again. */
export class Rows {
  #byId = new Map<number, { row: Row; age: number }>();
  #age = 0;
  #list: RowList | null = null;
  #wanted: [number, number] = [0, 0];
  #running = new Set<string>();
  #load: LoadRows;
  #tell: Listener;

  constructor(load: LoadRows, tell: Listener) {
    this.#load = load;
    this.#tell = tell;
  }

  /** The row with this id; undefined while it is not loaded. */
  at(id: number | undefined): Row | undefined {
    return id === undefined ? undefined : this.#byId.get(id)?.row;
  }

  /** Says that all rows may have changed. */
  touch(): void {
    this.#age += 1;
    this.#pump();
  }

  /** Forgets all rows: their cells are of other columns, or their ids of other things. */
  clear(): void {
    this.#byId.clear();
    this.#tell.arrived();
    this.touch();
  }

  /** Loads the rows in these places, then those around them. What was wanted before and not begun is not wanted any more. */
  want(list: RowList, from: number, to: number): void {
    this.#list = list;
    this.#wanted = [from, to];
    this.#pump();
  }

  #pump(): void {
    while (this.#running.size < MOST_REQUESTS) {
      const block = this.#nextBlock();
      if (block === undefined || !this.#list) return;
      void this.#fetch(this.#list.ids.slice(block * BLOCK, (block + 1) * BLOCK), `${this.#age}/${block}`);
    }
  }

  #nextBlock(): number | undefined {
    const [from, to] = this.#wanted;
    const first = Math.floor(from / BLOCK);
    const last = Math.floor(to / BLOCK);
    const seen = Array.from({ length: last - first + 1 }, (_, step) => first + step);
    return [...seen, last + 1, first - 1].find((block) => {
      if (this.#running.has(`${this.#age}/${block}`)) return false;
      const ids = block < 0 ? [] : (this.#list?.ids.slice(block * BLOCK, (block + 1) * BLOCK) ?? []);
      return ids.some((id) => this.#byId.get(id)?.age !== this.#age);
    });
  }

  async #fetch(ids: number[], run: string): Promise<void> {
    const age = this.#age;
    this.#running.add(run);
    try {
      const rows = await this.#load(ids);
      this.#keep(ids, rows, age);
      this.#running.delete(run);
      this.#pump();
    } catch (problem) {
      // Not tried again by itself: the next look or change does.
      this.#running.delete(run);
      this.#tell.failed(problem);
    }
  }

  #keep(ids: number[], rows: Row[], age: number): void {
    if (age < this.#age) return;
    ids.forEach((id, index) => {
      this.#byId.delete(id);
      this.#byId.set(id, { row: rows[index] ?? null, age });
    });
    for (const id of this.#byId.keys()) {
      if (this.#byId.size <= MOST_ROWS) break;
      this.#byId.delete(id);
    }
    this.#tell.arrived();
  }
}
