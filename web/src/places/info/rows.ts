/** The lines of the card info. */
import type { CardDetails } from "../../api/pending";
import { spanText } from "../../state/spans";
import { texts } from "../../texts";

const DAY_SECONDS = 24 * 60 * 60;
const dates = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/** Names and values, in Anki's order; what a card does not have is left out. */
export function infoRows(rows: CardDetails["rows"]): [string, string][] {
  const { info } = texts;
  const date = (time: number | null): string | null => (time === null ? null : dates.format(time));
  const { memory } = rows;
  const all: [string, string | null][] = [
    [info.added, date(rows.added)],
    [info.firstReview, date(rows.firstReview)],
    [info.latestReview, date(rows.latestReview)],
    [info.due, rows.due],
    [info.interval, rows.intervalDays ? spanText(rows.intervalDays * DAY_SECONDS) : null],
    [info.ease, rows.ease === null || memory ? null : percent(rows.ease)],
    [info.stability, memory && spanText(memory.stability * DAY_SECONDS)],
    [info.difficulty, memory && percent(memory.difficulty)],
    [info.retrievability, memory && percent(memory.retrievability)],
    [info.reviews, String(rows.reviews)],
    [info.lapses, String(rows.lapses)],
    [info.average, rows.reviews > 0 ? spanText(rows.averageSeconds) : null],
    [info.total, rows.reviews > 0 ? spanText(rows.totalSeconds) : null],
    [info.position, rows.position === null ? null : String(rows.position)],
    [info.template, rows.template],
    [info.notetype, rows.notetype],
    [info.deck, rows.deck],
    [info.preset, rows.preset],
    [info.cardId, String(rows.cardId)],
    [info.noteId, String(rows.noteId)],
  ];
  return all.filter((row): row is [string, string] => row[1] !== null && row[1] !== "");
}

/** A share as a percentage. */
function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** A kind of review as a word. */
export function kindText(kind: string): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}

/** The name of a pressed button. */
export function ratingText(button: number): string {
  const { again, hard, good, easy } = texts.review;
  return ["", again, hard, good, easy][button] ?? "";
}
