/** The columns of the table, as this browser keeps them; cards and notes have their own. */
import { FIRST_COLUMNS, readColumns, type ShownColumn } from "./columns";
import type { Mode } from "./search";

const PLACE = "ankid.browse.columns.";

/** The columns of both modes. */
export class Columns {
  mode = $state<Mode>("cards");
  #cards = $state.raw(readColumns(localStorage.getItem(`${PLACE}cards`), FIRST_COLUMNS.cards));
  #notes = $state.raw(readColumns(localStorage.getItem(`${PLACE}notes`), FIRST_COLUMNS.notes));
  readonly list = $derived(this.mode === "cards" ? this.#cards : this.#notes);
  readonly shown = $derived(this.list.map((column) => column.id));

  set(columns: ShownColumn[]): void {
    if (this.mode === "cards") this.#cards = columns;
    else this.#notes = columns;
    localStorage.setItem(PLACE + this.mode, JSON.stringify(columns));
  }
}
