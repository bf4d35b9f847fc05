/** Undoing and doing again, wherever the person is. */
import { call } from "../api/client";
import { texts } from "../texts";
import { toasts } from "./toasts.svelte";
import { attempt } from "./wording";

/** The message that offers to take the newest change of this page back. */
let offering: number | null = null;

/** Undoes the last change, and says what it was. With `own` only if this page made it, and nobody changed anything since. */
export async function undo(own = false): Promise<void> {
  const answer = await attempt(call("undo", { own }));
  if (!answer) return;
  if (answer.done === null) toasts.show(texts.actions.nothingToUndo);
  else toasts.show(texts.actions.undone(answer.done), { offer: { label: texts.actions.redo, run: () => void redo() } });
}

/** Does the last undone change again. */
export async function redo(): Promise<void> {
  const answer = await attempt(call("redo", {}));
  if (answer?.done) toasts.show(texts.actions.redone(answer.done));
}

/** Says what this page has done, and offers to take that back. An earlier offer is over: it would take back this. */
export function offerUndo(text: string, run: () => Promise<void> = () => undo(true)): void {
  if (offering !== null) toasts.withdraw(offering);
  offering = toasts.show(text, { offer: { label: texts.actions.undo, run: () => void run() } });
}
