/** The sides of a card that is only looked at: a field for a typed answer shows what is expected. */
import type { SeenCard } from "../api/pending";
import type { CardSide } from "../parts/CardFrame.svelte";

const TYPE = /\[\[type:[^\]]*\]\]/g;

/** The side to show. */
export function sideToSee(card: SeenCard, side: "question" | "answer"): CardSide {
  const html = side === "question" ? card.question : card.answer;
  const field = side === "question" ? "<center><input type=text id=typeans disabled></center>" : "";
  const { css, bodyClasses } = card;
  return { html: html.replace(TYPE, () => field), css, bodyClasses, side };
}
