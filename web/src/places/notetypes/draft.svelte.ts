/** A note type while it is changed. Its fields and its cards are saved apart, since names of fields stand in templates. */
import { call } from "../../api/client";
import type { DraftOf } from "../../state/drafting.svelte";
import { same } from "../../state/onto";
import { texts } from "../../texts";
import { isFieldName, needsFullSync, type FieldDict, type NotetypeDict, type TemplateDict } from "./dictionary";
import { notetypeOnto } from "./onto";

const LEAST_SIZE = 5;
const MOST_SIZE = 300;

/** The part of a note type that a tab shows. */
export type Part = "fields" | "cards";

/** Asks for a note type. */
export async function loadNotetype(id: number): Promise<NotetypeDict> {
  const [found] = await call("findModelsById", { modelIds: [id] });
  return found as unknown as NotetypeDict;
}

/** What is saved, and what it is to be. */
export class NotetypeDraft implements DraftOf<NotetypeDict, NotetypeDraft> {
  readonly saved: NotetypeDict;
  current: NotetypeDict;
  /** What is wrong with the cards as they are shown. */
  problem = $state<string | null>(null);

  constructor(saved: NotetypeDict) {
    this.saved = saved;
    this.current = $state.raw(saved);
  }

  /** The part that is not saved yet; null for none. */
  get dirty(): Part | null {
    if (this.current === this.saved) return null;
    const { flds, sortf } = this.saved;
    if (!same([this.current.flds, this.current.sortf], [flds, sortf])) return "fields";
    return same(this.current, this.saved) ? null : "cards";
  }

  get isDirty(): boolean {
    return this.dirty !== null;
  }

  get id(): number {
    return this.saved.id;
  }

  get title(): string {
    return this.saved.name;
  }

  get needsFullSync(): boolean {
    return needsFullSync(this.saved, this.current);
  }

  setFields(flds: FieldDict[]): void {
    this.current = { ...this.current, flds };
  }

  setField(place: number, change: Partial<FieldDict>): void {
    this.setFields(this.current.flds.map((field, at) => (at === place ? { ...field, ...change } : field)));
  }

  setTemplates(tmpls: TemplateDict[]): void {
    this.current = { ...this.current, tmpls };
  }

  setTemplate(place: number, change: Partial<TemplateDict>): void {
    this.setTemplates(this.current.tmpls.map((one, at) => (at === place ? { ...one, ...change } : one)));
  }

  set(change: Partial<NotetypeDict>): void {
    this.current = { ...this.current, ...change };
  }

  discard(): void {
    this.current = this.saved;
  }

  /** Whether the field can be saved as it is: its name, its size. */
  faultOf(place: number): "name" | "size" | null {
    const field = this.current.flds[place];
    if (!field) return null;
    const others = this.current.flds.filter((_, at) => at !== place).map(({ name }) => name);
    if (!isFieldName(field.name, others)) return "name";
    return Number.isInteger(field.size) && field.size >= LEAST_SIZE && field.size <= MOST_SIZE ? null : "size";
  }

  get wrong(): string | null {
    const { badName, badSize } = texts.notetypes.field;
    const faults = this.current.flds.map((_, place) => this.faultOf(place));
    if (faults.includes("name")) return badName;
    if (faults.includes("size")) return badSize;
    return this.dirty === "cards" ? this.problem : null;
  }

  isOvertaken(present: NotetypeDict): boolean {
    return !same(this.saved, present);
  }

  onto(present: NotetypeDict): NotetypeDraft {
    const draft = new NotetypeDraft(present);
    draft.current = notetypeOnto(present, this.saved, this.current);
    return draft;
  }

  async save(seen: NotetypeDict): Promise<void> {
    await call("saveNotetype", { notetype: this.current, seen });
  }
}
