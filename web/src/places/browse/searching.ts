/** The text of the search line: what is wrong where, and what completing makes of it. */
import type { Completions } from "../../api/pending";
import type { components } from "../../api/schema";

/** What is wrong with a part of a search, or odd about it. */
export type SearchProblem = components["schemas"]["Problem"];

/** A part of the line; with a severity where something is wrong. */
export interface Part {
  text: string;
  severity: string | null;
}

/** The line in parts, so that those with problems can be underlined. Of problems that overlap the first counts. */
export function markedParts(text: string, problems: readonly SearchProblem[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { start, end, severity } of [...problems].sort((one, other) => one.start - other.start)) {
    if (start < at) continue;
    // A problem at the end, where something is missing, is shown at the last letter.
    const from = start >= text.length ? Math.max(at, text.length - 1) : start;
    const to = Math.max(end, from + 1);
    parts.push({ text: text.slice(at, from), severity: null }, { text: text.slice(from, to), severity });
    at = to;
  }
  parts.push({ text: text.slice(at), severity: null });
  return parts.filter((part) => part.text !== "");
}

/** The line with the suggestion in the place of what is wrong. */
export function replaced(text: string, { start, end, suggestion }: SearchProblem): string {
  return text.slice(0, start) + (suggestion ?? "") + text.slice(end);
}

/** The line with a completion taken over, and where the cursor stands then. A finished word is followed by a space. */
export function completed(
  text: string,
  { from, to }: Pick<Completions, "from" | "to">,
  item: Completions["items"][number],
): { text: string; cursor: number } {
  const goesOn = item.text.endsWith(":") || item.text.endsWith("::") || item.kind === "operator";
  const space = goesOn || text.slice(to).startsWith(" ") ? "" : " ";
  const written = item.text + space;
  return { text: text.slice(0, from) + written + text.slice(to), cursor: from + written.length };
}
