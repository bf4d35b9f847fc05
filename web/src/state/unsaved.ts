/** What was changed and is not saved: it is kept while one is elsewhere, and the browser asks before it closes the page. */
import { texts } from "../texts";
import { address } from "./address";
import { router } from "./router.svelte";
import { toasts } from "./toasts.svelte";

/** Something that is changed for a while and then saved. */
export interface Draft {
  readonly isDirty: boolean;
  /** What it is about, for people. */
  readonly title: string;
}

/** The drafts of a place, by the ids in its addresses. */
export class Unsaved<D extends Draft> {
  readonly #left = new Map<number, { draft: D; told: number }>();

  constructor(readonly place: string) {
    holders.push(this);
  }

  /** Whether a draft was left. */
  get isHolding(): boolean {
    return this.#left.size > 0;
  }

  /** Keeps a draft that one goes away from, if it is not saved, and says so until one comes back. */
  leave(id: number, draft: D | null): void {
    if (!draft?.isDirty) return;
    const run = (): void => router.go(address(this.place, id));
    const offer = { label: texts.actions.goOn, run };
    this.#left.set(id, { draft, told: toasts.show(texts.actions.unsaved(draft.title), { offer, stays: true }) });
  }

  /** The draft that was left, to go on with it. */
  pickUp(id: number): D | null {
    const left = this.#left.get(id);
    if (!left) return null;
    this.#left.delete(id);
    toasts.dismiss(left.told);
    return left.draft;
  }
}

const holders: { readonly isHolding: boolean }[] = [];
const shown = new Set<() => Draft | null>();

window.addEventListener("beforeunload", (event) => {
  const isDirty = [...shown].some((draft) => draft()?.isDirty);
  if (isDirty || holders.some(({ isHolding }) => isHolding)) event.preventDefault();
});

/** Lets the browser ask before it closes the page while this draft is not saved, until the answered function is called. */
export function watch(draft: () => Draft | null): () => void {
  shown.add(draft);
  return () => shown.delete(draft);
}
