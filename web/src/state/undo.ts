/** Undoing and doing again, wherever the person is. */
import { call } from "../api/client";
import { texts } from "../texts";
import { toasts } from "./toasts.svelte";
import { attempt } from "./wording";

/** Undoes the last change, and says what it was. */
export async function undo(): Promise<void> {
  const answer = await attempt(call("undo", {}));
  if (!answer) return;
  if (answer.done === null) toasts.show(texts.actions.nothingToUndo);
  else toasts.show(texts.actions.undone(answer.done), { offer: { label: texts.actions.redo, run: () => void redo() } });
}

/** Does the last undone change again. */
export async function redo(): Promise<void> {
  const answer = await attempt(call("redo", {}));
  if (answer?.done) toasts.show(texts.actions.redone(answer.done));
}
