/** What is typed into the field of an option. It stays as it is while it means the value that is kept. */
import { same } from "../../state/onto";
import type { FieldName } from "../../texts/options";
import type { Draft } from "./draft.svelte";
import { read, shown, type FieldKind } from "./fields";

/** The option that is typed into, as it is now. */
interface Typed {
  name: FieldName;
  field: FieldKind;
  draft: Draft;
  value: unknown;
  set: (value: unknown) => void;
}

/** The typing in one field. */
export class Typing {
  readonly #option: () => Typed;
  #typed = $state<string | null>(null);

  constructor(option: () => Typed) {
    this.#option = option;
  }

  get problem(): string | null {
    const { draft, name } = this.#option();
    return draft.problems[name] ?? null;
  }

  /** What stands in the field. */
  get text(): string {
    const { field, value } = this.#option();
    const typed = this.#typed;
    if (typed === null) return shown(field, value);
    const meant = read(field, typed);
    return this.problem !== null || ("value" in meant && same(meant.value, value)) ? typed : shown(field, value);
  }

  type(typed: string): void {
    const { name, field, draft, set } = this.#option();
    this.#typed = typed;
    const meant = read(field, typed);
    if ("value" in meant) set(meant.value);
    draft.fault(name, "problem" in meant ? meant.problem : null);
  }

  /** Lets go of what was typed, and of what was wrong with it. */
  forget(): void {
    const { name, draft } = this.#option();
    this.#typed = null;
    draft.fault(name, null);
  }
}
