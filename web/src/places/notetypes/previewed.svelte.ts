/** What the cards of a note type look like while it is changed, over a note that has it. */
import { call } from "../../api/client";
import type { Result } from "../../api/contract";
import { Order } from "../../state/order";
import { wording } from "../../state/wording";
import type { NotetypeDict } from "./dictionary";
import type { NotetypeDraft } from "./draft.svelte";

const WAIT_MILLIS = 250;
const MOST_NOTES = 100;

type Cards = Result<"previewNote">;

/** Follows a draft while its component is shown. */
export class Previewed {
  cards = $state.raw<Cards | null>(null);
  error = $state<string | null>(null);
  /** Notes of the type, and the one that is shown; none for a sample. */
  notes = $state.raw<number[]>([]);
  at = $state(0);
  #of: () => NotetypeDraft;
  #finding = new Order();
  #looking = new Order();

  constructor(of: () => NotetypeDraft) {
    this.#of = of;
    $effect(() => void this.#find(this.#of().saved.id));
    $effect(() => {
      const { saved, current } = this.#of();
      const note = this.notes[this.at];
      const timer = setTimeout(() => void this.#look(saved, current, note), this.cards ? WAIT_MILLIS : 0);
      return () => clearTimeout(timer);
    });
  }

  async #find(notetype: number): Promise<void> {
    const found = await this.#finding.ask(() => call("findNotes", { query: `mid:${notetype}` })).catch(() => null);
    if (found) this.notes = found.value.slice(0, MOST_NOTES);
  }

  async #look(saved: NotetypeDict, current: NotetypeDict, note: number | undefined): Promise<void> {
    try {
      const cards = await this.#looking.ask(() => look(saved, current, note));
      if (!cards) return;
      this.cards = cards.value;
      this.error = null;
    } catch (problem) {
      this.error = wording(problem);
    }
  }

  /** The cards of a template: one, or one for each cloze number. */
  cardsOf(place: number): Cards {
    const cards = this.cards ?? [];
    return this.#of().current.type === 1 ? cards : cards.filter(({ ord }) => ord === place);
  }

  problemOf(place: number): string | null {
    return this.cardsOf(place).find(({ problem }) => problem !== null)?.problem ?? null;
  }

  get firstProblem(): string | null {
    return this.cards?.find(({ problem }) => problem !== null)?.problem ?? null;
  }
}

async function look(saved: NotetypeDict, current: NotetypeDict, note: number | undefined): Promise<Cards> {
  const form = note === undefined ? null : await call("noteForm", { note });
  const fields = form?.fields.map(({ value }) => value) ?? sample(saved);
  const templates = current.tmpls.map(({ name, qfmt, afmt }) => ({ name, front: qfmt, back: afmt }));
  return call("previewNote", { notetype: saved.id, fields, tags: form?.tags ?? [], css: current.css, templates });
}

/** A note that says the names of its fields. */
function sample(notetype: NotetypeDict): string[] {
  return notetype.flds.map(({ name }, place) =>
    notetype.type === 1 && place === 0 ? `{{c1::(${name})}}` : `(${name})`,
  );
}
