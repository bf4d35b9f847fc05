/** The page's addresses: `#/place/rest?query`. */

/** An address, taken apart. */
export interface Address {
  place: string;
  /** What follows the place, such as the id of a deck. */
  rest: string;
  query: Record<string, string>;
}

/** Takes an address apart. */
export function parseAddress(hash: string): Address {
  const [path = "", query = ""] = splitOnce(hash.replace(/^#\/?/, ""), "?");
  const [place = "", rest = ""] = splitOnce(path, "/");
  return { place, rest: decode(rest), query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Writes an address: `address("browse", "", { q: "tag:x" })`. */
export function address(place: string, rest: string | number = "", query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  const path = rest === "" ? place : `${place}/${encodeURIComponent(String(rest))}`;
  return `#/${path}${search === "" ? "" : `?${search}`}`;
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + at.length)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
