/** Changing something that is saved as a whole: it is loaded, kept while one is elsewhere, and saved over nothing that others have changed. */
import { tick, untrack } from "svelte";
import { ActionError } from "../api/client";
import { useKeys } from "./keys";
import { Order } from "./order";
import { still } from "./still";
import { offerUndo, undoOwn } from "./undo";
import { watch, type Draft, type Unsaved } from "./unsaved";
import { attempt, wording } from "./wording";

/** A draft of something that has an id: what is changed in a saved state. */
export interface DraftOf<Saved, D> extends Draft {
  readonly id: number;
  /** Why it cannot be saved as it is; null where it can. */
  readonly wrong: string | null;
  /** Whether others have changed what is changed here. */
  isOvertaken(present: Saved): boolean;
  /** The same changes to another state. */
  onto(present: Saved): D;
  /** Back to what is saved. */
  discard(): void;
  /** Saves all as one step, over this and nothing else. */
  save(seen: Saved): Promise<void>;
}

/** What a place drafts, and how. */
interface Drafted<Saved, D extends Draft> {
  unsaved: Unsaved<D>;
  load: (id: number) => Promise<Saved>;
  begin: (id: number, saved: Saved) => D;
  /** What is said when it is saved. */
  done: string;
}

/** Lets a problem be, but for one that a look at what is there now may solve. */
function unlessOvertaken(problem: unknown): false {
  if (problem instanceof ActionError && problem.isOvertaken) return false;
  throw problem;
}

/** The draft that a place shows. */
export class Drafting<Saved, D extends DraftOf<Saved, D>> {
  draft = $state.raw<D | null>(null);
  /** Why nothing could be loaded. */
  error = $state<string | null>(null);
  busy = $state(false);
  /** What others have made of it, while one is asked what to do about that. */
  others = $state.raw<Saved | null>(null);
  /** What is held still while the draft is saved. */
  part = $state<HTMLElement>();
  readonly #id: () => number;
  readonly #drafted: Drafted<Saved, D>;
  readonly #order = new Order();

  /** Shows the draft of this id until the component that makes it goes away. */
  constructor(id: () => number, drafted: Drafted<Saved, D>) {
    this.#id = id;
    this.#drafted = drafted;
    $effect(() => {
      const shown = id();
      untrack(() => this.#begin(shown));
      return () => drafted.unsaved.leave(shown, this.draft);
    });
    $effect(() => watch(() => this.draft));
    $effect(() => useKeys({ "Ctrl+S": () => void this.save() }));
  }

  #begin(id: number): void {
    this.others = null;
    this.draft = this.#drafted.unsaved.pickUp(id);
    if (this.draft) this.#order.forget();
    else void this.#load(id);
  }

  async #load(id: number): Promise<void> {
    try {
      const answer = await this.#order.ask(() => this.#drafted.load(id));
      if (!answer) return;
      this.draft = this.#drafted.begin(id, answer.value);
      this.error = null;
    } catch (problem) {
      this.error = wording(problem);
    }
  }

  /** Saves the draft, if it can be, and if it is over nothing that others have changed. */
  async save(): Promise<void> {
    const { draft } = this;
    if (!draft?.isDirty || draft.wrong !== null || this.busy) return;
    this.busy = true;
    const outcome = await still(this.part, () => this.#saved(draft));
    this.busy = false;
    if (outcome === "saved") {
      offerUndo(this.#drafted.done, async (step) => {
        await undoOwn(step);
        await this.#load(this.#id());
      });
    } else if (outcome && this.draft === draft) this.others = outcome.others;
  }

  async #saved(draft: D): Promise<"saved" | { others: Saved } | null> {
    const present = await attempt(this.#drafted.load(draft.id));
    if (present === undefined) return null;
    if (draft.isOvertaken(present)) return { others: present };
    const isSaved = await attempt(draft.save(present).then(() => true, unlessOvertaken));
    if (isSaved === undefined) return null;
    // Something was changed between the look and the saving: another look tells whether it matters.
    if (!isSaved) return this.#saved(draft);
    this.#drafted.unsaved.pickUp(draft.id);
    await this.#load(draft.id);
    return "saved";
  }

  /** Goes on with what others have made of it, without what was changed here. */
  yieldToOthers(): void {
    const { draft, others } = this;
    this.others = null;
    if (draft && others !== null) this.draft = this.#drafted.begin(draft.id, others);
  }

  /** Saves what was changed here over what others have made of it. */
  async saveOver(): Promise<void> {
    const { draft, others } = this;
    this.others = null;
    if (!draft || others === null) return;
    this.draft = draft.onto(others);
    // The question gives the focus back before the part is held still.
    await tick();
    await this.save();
  }
}
