/** Numbers of clozes. */

const CLOZE = /\{\{c(\d+)::/g;

/** The highest number of a cloze in the values; 0 without one. */
export function highestCloze(values: readonly string[]): number {
  const numbers = values.flatMap((value) => [...value.matchAll(CLOZE)].map((match) => Number(match[1])));
  return Math.max(0, ...numbers);
}

/** The number of a new cloze: the next one, or again the highest, so that both are asked together. */
export function nextCloze(values: readonly string[], isSame: boolean): number {
  const highest = highestCloze(values);
  return isSame ? Math.max(1, highest) : highest + 1;
}
