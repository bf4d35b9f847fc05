/** What a request did, in words. */
import type { ActivityRow } from "../../api/pending";
import { texts } from "../../texts";

/** What a request changed: `Add Note: 3 notes, 6 cards`. */
export function changeText(change: NonNullable<ActivityRow["changed"]>): string {
  const { label, notes, cards } = change;
  const parts = [...(notes > 0 ? [texts.notes(notes)] : []), ...(cards > 0 ? [texts.cards(cards)] : [])];
  return parts.length === 0 ? label : `${label}: ${parts.join(", ")}`;
}

/** The actions inside a `multi` with their numbers. */
export function innerText(inner: ActivityRow["inner"]): string {
  return inner.map(([action, count]) => (count === 1 ? action : `${action} × ${count}`)).join(", ");
}
