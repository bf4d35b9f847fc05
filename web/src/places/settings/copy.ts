import { toasts } from "../../state/toasts.svelte";
import { attempt } from "../../state/wording";
import { texts } from "../../texts";

/** Copies a text. Browsers give the clipboard only to pages of this computer or over TLS; elsewhere an old way works. */
export async function copy(text: string): Promise<void> {
  if ("clipboard" in navigator) await attempt(navigator.clipboard.writeText(text));
  else if (!copyByHand(text)) return;
  toasts.show(texts.actions.copied);
}

function copyByHand(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
