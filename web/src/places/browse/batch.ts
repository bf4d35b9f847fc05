/** What is done to the rows that are selected. Each is one step that can be undone. */
import { call } from "../../api/client";
import { toasts } from "../../state/toasts.svelte";
import { offerUndo } from "../../state/undo";
import { attempt } from "../../state/wording";
import { texts } from "../../texts";
import type { Mode } from "./search";

/** What a dialog asks before it is done. */
export type BatchAsk = "move" | "addTags" | "removeTags" | "due" | "reposition" | "replace" | "notetype" | "remove";

/** How new cards are put in order. */
export interface Positions {
  start: number;
  step: number;
  random: boolean;
  shiftOthers: boolean;
}

/** What is sought in fields, and what takes its place. */
export interface Replacement {
  search: string;
  replacement: string;
  /** Null for all fields. */
  field: string | null;
  regex: boolean;
  matchCase: boolean;
}

/** Rows that something is done to, as they were selected at a moment. */
export class Picked {
  constructor(
    readonly mode: Mode,
    readonly ids: number[],
  ) {}

  /** The cards; of notes, all cards. */
  async cards(): Promise<number[]> {
    if (this.mode === "cards" || this.ids.length === 0) return this.ids;
    return call("findCards", { query: `nid:${this.ids.join(",")}` });
  }

  /** The notes, or those of the cards. */
  async notes(): Promise<number[]> {
    return this.mode === "notes" || this.ids.length === 0 ? this.ids : call("cardsToNotes", { cards: this.ids });
  }
}

/** The things that can be done to a selection. */
export class Batch {
  readonly #picked: () => Picked;

  constructor(picked: () => Picked) {
    this.#picked = picked;
  }

  /** The same for the rows that are selected now, whatever is selected later. */
  held(): Batch {
    const picked = this.#picked();
    return new Batch(() => picked);
  }

  flag(flag: number): Promise<boolean> {
    return this.#onCards((cards) => call("setFlag", { cards, flag }), texts.batch.flagged);
  }

  suspend(): Promise<boolean> {
    return this.#onCards((cards) => call("suspend", { cards, suspend: true }), texts.batch.suspended);
  }

  unsuspend(): Promise<boolean> {
    return this.#onCards((cards) => call("unsuspend", { cards }), texts.batch.unsuspended);
  }

  bury(): Promise<boolean> {
    return this.#onCards((cards) => call("buryCards", { cards, siblings: false }), texts.batch.buried);
  }

  unbury(): Promise<boolean> {
    return this.#onCards((cards) => call("unburyCards", { cards }), texts.batch.unburied);
  }

  forget(): Promise<boolean> {
    return this.#onCards((cards) => call("forgetCards", { cards }), texts.batch.forgotten);
  }

  move(deck: string): Promise<boolean> {
    return this.#onCards(
      (cards) => call("changeDeck", { cards, deck }),
      (count) => texts.batch.moved(count, deck),
    );
  }

  setDue(days: string): Promise<boolean> {
    return this.#onCards((cards) => call("setDueDate", { cards, days }), texts.batch.dueDone);
  }

  reposition(positions: Positions): Promise<boolean> {
    return this.#onCards((cards) => call("repositionNewCards", { cards, ...positions }), texts.batch.repositioned);
  }

  addTags(tags: readonly string[]): Promise<boolean> {
    return this.#onNotes((notes) => call("addTags", { notes, tags: tags.join(" "), add: true }), texts.batch.tagged);
  }

  removeTags(tags: readonly string[]): Promise<boolean> {
    return this.#onNotes((notes) => call("removeTags", { notes, tags: tags.join(" ") }), texts.batch.tagged);
  }

  replace(replacement: Replacement): Promise<boolean> {
    return this.#onNotes((notes) => call("findAndReplace", { notes, ...replacement }), texts.batch.replaced);
  }

  changeNotetype(notetype: number, fields: (number | null)[]): Promise<boolean> {
    return this.#onNotes((notes) => call("changeNotetype", { notes, notetype, fields }), texts.batch.retyped);
  }

  /** Answers whether it was done; says so with an offer to undo it. */
  async #onCards(work: (cards: number[]) => Promise<unknown>, done: (count: number) => string): Promise<boolean> {
    const cards = await attempt(this.#picked().cards());
    return cards === undefined ? false : this.#run(cards, work, done);
  }

  async #onNotes(work: (notes: number[]) => Promise<unknown>, done: (count: number) => string): Promise<boolean> {
    const notes = await attempt(this.#picked().notes());
    return notes === undefined ? false : this.#run(notes, work, done);
  }

  async #run(
    ids: number[],
    work: (ids: number[]) => Promise<unknown>,
    done: (count: number) => string,
  ): Promise<boolean> {
    if (ids.length === 0) {
      toasts.show(texts.batch.nothing);
      return false;
    }
    const answer = await attempt(work(ids));
    if (answer === undefined) return false;
    offerUndo(done(ids.length));
    return true;
  }
}
