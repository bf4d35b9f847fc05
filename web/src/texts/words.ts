/** Words with a number, as several places say them. */

/** A number with its noun: `1 card`, `1,204 cards`. */
export const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

export const cards = (count: number): string => plural(count, "card", "cards");
export const notes = (count: number): string => plural(count, "note", "notes");
