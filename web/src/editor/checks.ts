/** What the server says of a note, in words. */
import { texts } from "../texts";
import type { Check } from "./draft.svelte";

/** What is the matter with a note that is written; nothing of an empty one. */
export function checkText(check: Check | null, isEmpty: boolean): string | null {
  if (!check || isEmpty) return null;
  const { editor } = texts;
  switch (check.state) {
    case "ok":
      return null;
    case "empty":
      return editor.firstEmpty;
    case "duplicate":
      return editor.duplicate;
    case "missingCloze":
      return editor.missingCloze;
    case "notetypeNotCloze":
      return editor.notetypeNotCloze;
    case "fieldNotCloze":
      return editor.fieldNotCloze;
  }
}
