import type { StudiedToday } from "../../api/pending";
import { spanText } from "../../state/spans";
import { texts } from "../../texts";

/** What was studied today, as a sentence. */
export function studiedLine({ cards, seconds }: StudiedToday): string {
  if (cards === 0) return texts.decks.studiedNothing;
  return texts.decks.studied(cards, spanText(Math.round(seconds)), `${(seconds / cards).toFixed(1)} s`);
}
