/** A note while it is written: its values and tags, what the server says of them, and what changed since it was read. */
import { call } from "../api/client";
import type { Result } from "../api/contract";
import type { NoteForm } from "../api/pending";
import { Order } from "../state/order";
import { nextCloze } from "./cloze";

const CHECK_MILLIS = 250;

/** What is the matter with a note. */
export type Check = Result<"checkNote">;

/** A note, new or known. */
export class Draft {
  form = $state.raw<NoteForm>() as NoteForm;
  values = $state.raw<readonly string[]>([]);
  tags = $state.raw<readonly string[]>([]);
  sticky = $state.raw<readonly boolean[]>([]);
  check = $state.raw<Check | null>(null);
  /** Grows with each change by hand. */
  edits = $state(0);
  /** Over when the files that are being attached stand in their fields. */
  attached: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #order = new Order();
  #checking = new Order();
  /** The first field as it was checked. */
  #checked = "";

  constructor(form: NoteForm) {
    this.form = form;
    this.values = form.fields.map((field) => field.value);
    this.tags = form.tags;
    this.sticky = form.fields.map((field) => field.sticky);
    this.#checkSoon();
  }

  #take(form: NoteForm): void {
    const isSame = form.notetype.id === this.form.notetype.id && form.fields.length === this.form.fields.length;
    const before = this.form;
    this.form = form;
    this.values = form.fields.map(({ value }, index) => {
      const mine = this.values[index];
      return isSame && mine !== undefined && mine !== before.fields[index]?.value ? mine : value;
    });
    if (String(this.tags) === String(before.tags)) this.tags = form.tags;
    if (!isSame) this.sticky = form.fields.map((field) => field.sticky);
    this.#checkSoon();
  }

  setValue(index: number, value: string): void {
    this.values = this.values.map((old, other) => (other === index ? value : old));
    this.edits += 1;
    this.#checkSoon();
  }

  setTags(tags: readonly string[]): void {
    this.tags = tags;
    this.edits += 1;
  }

  toggleSticky(index: number): void {
    this.sticky = this.sticky.map((old, other) => (other === index ? !old : old));
  }

  /** Whether it was told that the first field is that of another note. */
  get isDuplicate(): boolean {
    return this.check?.state === "duplicate" && this.#checked === this.values[0];
  }

  /** Whether anything was written in. */
  get isEmpty(): boolean {
    return this.values.every((value) => value.trim() === "");
  }

  /** Whether anything differs from what the server has. */
  get isChanged(): boolean {
    const { fields, tags } = this.form;
    return this.values.some((value, index) => value !== fields[index]?.value) || String(this.tags) !== String(tags);
  }

  /** The values by the names of their fields; of a known note those that changed. */
  fields(onlyChanged = false): Record<string, string> {
    const all = this.form.fields.map((field, index) => ({ field, value: this.values[index] ?? "" }));
    const wanted = onlyChanged ? all.filter(({ field, value }) => value !== field.value) : all;
    return Object.fromEntries(wanted.map(({ field, value }) => [field.name, value]));
  }

  /** Saves a known note where it changed, once what was saved before has arrived. */
  async save(): Promise<void> {
    if (this.form.note !== null && this.isChanged) await this.#order.act(() => this.#store());
  }

  async #store(): Promise<void> {
    const { note } = this.form;
    if (note === null || !this.isChanged) return;
    const [values, tags] = [this.values, this.tags];
    const fields = this.fields(true);
    const hasTags = String(tags) !== String(this.form.tags);
    await call("updateNote", { note: { id: note, fields, tags: hasTags ? [...tags] : undefined } });
    const saved = this.form.fields.map((field, index) => ({ ...field, value: values[index] ?? field.value }));
    this.form = { ...this.form, fields: saved, tags: [...tags] };
  }

  /** Takes over the note as the server has it now; what was changed here meanwhile stays. */
  async renew(): Promise<void> {
    const { note } = this.form;
    if (note === null) return;
    const answer = await this.#order.ask(() => call("noteForm", { note }));
    if (answer) this.#take(answer.value);
  }

  /** The number of a new cloze. */
  clozeNumber(isSame: boolean): number {
    return nextCloze(this.values, isSame);
  }

  #checkSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), CHECK_MILLIS);
  }

  async #check(): Promise<void> {
    const { notetype, note } = this.form;
    const fields = [...this.values];
    try {
      const answer = await this.#checking.ask(() => call("checkNote", { notetype: notetype.id, fields, note }));
      if (!answer) return;
      this.check = answer.value;
      this.#checked = fields[0] ?? "";
    } catch {
      // Without an answer nothing is warned of; adding and saving check again.
      this.check = null;
    }
  }
}
