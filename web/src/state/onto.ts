/** What one has changed, over what others have made of the same thing meanwhile. */

type Dict = Record<string, unknown>;

const isDict = (value: unknown): value is Dict => typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as text, without the marks of when it was written and synchronized last. */
const content = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) => (key === "mod" || key === "usn" ? undefined : inner));

/** Whether two values hold the same, whenever they were written. */
export function same(one: unknown, other: unknown): boolean {
  return content(one) === content(other);
}

/** What is there now, with all that `mine` changes in what was there before. Lists are changed as a whole. */
export function onto<T>(now: T, before: T, mine: T): T {
  if (same(before, mine)) return now;
  if (!isDict(now) || !isDict(before) || !isDict(mine)) return mine;
  const names = new Set([...Object.keys(now), ...Object.keys(mine)]);
  return Object.fromEntries([...names].map((name) => [name, onto(now[name], before[name], mine[name])])) as T;
}
