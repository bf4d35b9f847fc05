/** A note to be added: where it goes, what it is, and what was added before it. */
import { call } from "../../api/client";
import type { Screen } from "../../api/pending";
import { Draft } from "../../editor/draft.svelte";
import { Order } from "../../state/order";
import { attempt } from "../../state/wording";

/** A note that was added here. */
export interface Added {
  note: number;
  text: string;
}

const MOST = 20;

/** What is kept of the place while the page stands: leaving it loses nothing. */
class Adding {
  draft = $state.raw<Draft | null>(null);
  deck = $state<number | null>(null);
  added = $state.raw<readonly Added[]>([]);
  /** The draft of the screen that was taken over last. */
  #taken: number | null = null;
  /** Whether what the screen has put in is on its way. */
  #isGiven = false;
  #order = new Order();

  /** Starts with what the screen has put in, where that is new, or with what was there before. Answers whether something was put in. */
  async begin(shown: Screen["add"]): Promise<boolean> {
    const isNew = shown !== null && shown.number !== this.#taken;
    this.#taken = shown?.number ?? this.#taken;
    const given = isNew ? shown.draft : null;
    if (!given && (this.draft || this.#isGiven)) return false;
    this.#isGiven = given !== null;
    const asked = given ? { notetype: given.notetype, deck: given.deck } : {};
    const answer = await attempt(this.#order.ask(() => call("noteForm", asked)));
    if (answer !== null) this.#isGiven = false;
    if (!answer) return false;
    const form = answer.value;
    const fields = form.fields.map((field, index) => ({ ...field, value: given?.fields[index] ?? field.value }));
    this.draft = new Draft({ ...form, fields, tags: given ? given.tags : form.tags });
    this.deck = form.deck;
    return true;
  }

  /** Goes on with another note type; values move to fields of the same name, then to those of the same place. */
  async setNotetype(notetype: number): Promise<void> {
    this.#isGiven = false;
    const asked = { notetype, ...(this.deck === null ? {} : { deck: this.deck }) };
    const answer = await attempt(this.#order.ask(() => call("noteForm", asked)));
    if (!answer) return;
    // What was written while the answer was on its way moves too.
    const { value: form } = answer;
    const before = this.draft;
    const values = movedValues(
      before,
      form.fields.map((field) => field.name),
    );
    const fields = form.fields.map((field, index) => ({ ...field, value: values[index] || field.value }));
    this.draft = new Draft({ ...form, fields, tags: [...(before?.tags ?? form.tags)] });
  }

  /** Adds the note, and goes on with the next: fields that are kept stay, and so do the tags. Answers whether it was added. */
  async add(deckName: string, allowDuplicate: boolean): Promise<boolean> {
    const { draft } = this;
    if (!draft) return false;
    await draft.attached;
    const { form } = draft;
    const note = await attempt(
      call("addNote", {
        note: {
          deckName,
          modelName: form.notetype.name,
          fields: draft.fields(),
          tags: [...draft.tags],
          options: { allowDuplicate, duplicateScope: undefined },
        },
      }),
    );
    if (note === undefined || note === null) return false;
    const text = plain(draft.values[0] ?? "");
    this.added = [{ note, text }, ...this.added].slice(0, MOST);
    this.#next(draft);
    return true;
  }

  /** Empties the fields. */
  clear(): void {
    if (this.draft) this.#next(this.draft);
  }

  #next(draft: Draft): void {
    const { form } = draft;
    const fields = form.fields.map((field, index) => {
      const isKept = draft.sticky[index] ?? false;
      return { ...field, sticky: isKept, value: isKept ? (draft.values[index] ?? "") : "" };
    });
    this.draft = new Draft({ ...form, fields, tags: [...draft.tags] });
  }
}

export const adding = new Adding();

/** The values for fields with these names. */
function movedValues(before: Draft | null, names: string[]): string[] {
  if (!before) return names.map(() => "");
  const named = before.fields();
  const used = new Set(names.filter((name) => name in named));
  const rest = before.form.fields.flatMap((field, index) => (used.has(field.name) ? [] : [before.values[index] ?? ""]));
  return names.map((name) => named[name] ?? rest.shift() ?? "");
}

function plain(html: string): string {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return (parsed.body.textContent ?? "").trim().slice(0, 80);
}
