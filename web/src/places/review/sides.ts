/** The sides of a card as the frame gets them, with the field for a typed answer or its comparison. */
import type { ReviewCard, Side } from "../../api/pending";
import type { CardSide } from "../../parts/CardFrame.svelte";
import { comparison, escaped } from "./typed";

const TYPE = /\[\[type:[^\]]*\]\]/g;

/** The side to show of a card. */
export function sideOf(card: ReviewCard, side: Side, typed: string): CardSide {
  const { css, bodyClasses } = card;
  const html = side === "question" ? question(card) : answer(card, typed);
  return { html, css, bodyClasses, side, focusTyping: side === "question" && card.typeAnswer !== null };
}

function question(card: ReviewCard): string {
  const { typeAnswer } = card;
  const font = typeAnswer
    ? `font-family: '${escaped(typeAnswer.font)}'; font-size: ${Number(typeAnswer.sizePx)}px;`
    : "";
  const field = `<center><input type=text id=typeans autocomplete=off spellcheck=false style="${font}"></center>`;
  return replaceType(card.question, typeAnswer ? field : "");
}

function answer(card: ReviewCard, typed: string): string {
  const { typeAnswer } = card;
  if (!typeAnswer) return replaceType(card.answer, "");
  const compared = comparison(plainText(typeAnswer.expected), typed, typeAnswer.combining);
  const font = `font-family: '${escaped(typeAnswer.font)}'; font-size: ${Number(typeAnswer.sizePx)}px`;
  return replaceType(card.answer, `<div style="${font}">${compared}</div>`);
}

function replaceType(html: string, by: string): string {
  return html.replace(TYPE, () => by);
}

/** The text of a field: without sounds and markup, line breaks as spaces. */
export function plainText(html: string): string {
  const marked = html.replace(/\[sound:[^\]]*\]|\[anki:[^\]]*\]/g, "").replace(/(?:\n|<br\s?\/?>|<\/?div>)+/gi, " ");
  const parsed = new DOMParser().parseFromString(marked, "text/html");
  for (const element of parsed.querySelectorAll("script, style")) element.remove();
  return (parsed.body.textContent ?? "").trim();
}
