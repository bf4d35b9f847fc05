import type { StudiedToday } from "../../api/pending";
import { texts } from "../../texts";

/** What was studied today, as a sentence. */
export function studiedLine({ cards, seconds }: StudiedToday): string {
  if (cards === 0) return texts.decks.studiedNothing;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return texts.decks.studied(cards, minutes, `${(seconds / cards).toFixed(1)} s`);
}
