/** Undoing and doing again, wherever the person is. */
import { call } from "../api/client";
import { texts } from "../texts";
import { toasts } from "./toasts.svelte";
import { attempt } from "./wording";

/** The message that offers to take the newest change of this page back. */
let offering: number | null = null;

/** A change of this page: its number, or null where that is not known. */
export type Step = number | null;

/** The newest change, to be asked for when this page has just made it. */
export async function newestStep(): Promise<Step> {
  try {
    return (await call("undoStatus", {})).step ?? null;
  } catch {
    // Then it is taken back only if this page has made it, whichever it is.
    return null;
  }
}

/** Undoes the last change, and says what it was. */
export async function undo(): Promise<void> {
  await undoBy({});
}

/** Undoes this change of this page, if nobody has changed anything since. */
export async function undoOwn(step: Step): Promise<void> {
  await undoBy({ own: true, step });
}

async function undoBy(which: { own?: boolean; step?: Step }): Promise<void> {
  const answer = await attempt(call("undo", { own: false, ...which }));
  if (!answer) return;
  if (answer.done === null) toasts.show(texts.actions.nothingToUndo);
  else toasts.show(texts.actions.undone(answer.done), { offer: { label: texts.actions.redo, run: () => void redo() } });
}

/** Does the last undone change again. */
export async function redo(): Promise<void> {
  const answer = await attempt(call("redo", {}));
  if (answer?.done) toasts.show(texts.actions.redone(answer.done));
}

/** Says what this page has just done, and offers to take that back. An earlier offer is over: it could not be taken any more. */
export function offerUndo(text: string, run: (step: Step) => Promise<void> = undoOwn): void {
  if (offering !== null) toasts.withdraw(offering);
  const step = newestStep();
  offering = toasts.show(text, { offer: { label: texts.actions.undo, run: () => void step.then(run) } });
}
