/** Compares a typed answer with the expected one, and shows the difference as Anki does. */
import { steps } from "./blocks";

const MARK = /^\p{M}/u;
const COMBINING = /\p{M}/u;
const NO_BREAK_SPACE = "\u00a0";

type Token = { kind: "typeGood" | "typeBad" | "typeMissed"; signs: string[] };

/** The comparison as HTML. Both texts are plain. Without `combining`, accents of both do not count. */
export function comparison(expected: string, typed: string, combining: boolean): string {
  if (typed === "") return framed(escaped(expected));
  return combining ? strict(expected.normalize("NFC"), typed.normalize("NFC")) : lenient(expected, typed);
}

/** Text as it may stand in HTML. */
export function escaped(text: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  return text.replace(/[&<>"']/g, (sign) => names[sign] ?? sign);
}

function framed(html: string): string {
  return `<code id=typeans>${html}</code>`;
}

function allGood(text: string): string {
  return framed(`<span class=typeGood>${escaped(text)}</span>`);
}

function strict(expected: string, typed: string): string {
  if (expected === typed) return allGood(expected);
  const tokens = compared([...typed], [...expected]);
  return twoLines(rendered(tokens.typed), rendered(tokens.expected));
}

/** Accents do not count, but the expected line shows them, since they are to be learned. */
function lenient(expected: string, typed: string): string {
  const typedSigns = [...typed.normalize("NFKD")].filter((sign) => !COMBINING.test(sign));
  const whole: string[] = [];
  const bare: string[] = [];
  for (const sign of expected.normalize("NFKD")) {
    if (!COMBINING.test(sign)) {
      whole.push(sign);
      bare.push(sign);
    } else if (whole.length > 0) whole[whole.length - 1] += sign;
  }
  if (typedSigns.join("") === bare.join("")) return allGood(expected);
  const tokens = compared(typedSigns, bare);
  let index = 0;
  const withAccents = tokens.expected.map((token) => {
    const signs = whole.slice(index, index + token.signs.length);
    index += token.signs.length;
    return `<span class=${token.kind}>${escaped(signs.join(""))}</span>`;
  });
  return twoLines(rendered(tokens.typed), withAccents.join(""));
}

function compared(typed: string[], expected: string[]): { typed: Token[]; expected: Token[] } {
  const tokens: { typed: Token[]; expected: Token[] } = { typed: [], expected: [] };
  for (const { kind, first, second } of steps(typed, expected)) {
    if (kind === "equal") tokens.typed.push({ kind: "typeGood", signs: first });
    else if (kind === "insert") tokens.typed.push({ kind: "typeMissed", signs: second.map(() => "-") });
    else tokens.typed.push({ kind: "typeBad", signs: first });
    if (kind === "equal") tokens.expected.push({ kind: "typeGood", signs: second });
    else if (kind !== "delete") tokens.expected.push({ kind: "typeMissed", signs: second });
  }
  return tokens;
}

/** A mark at the start of a token gets a space to stand on, so that it does not join the token before. */
function rendered(tokens: Token[]): string {
  const spans = tokens.map(({ kind, signs }) => {
    const text = signs.join("");
    return `<span class=${kind}>${escaped(MARK.test(text) ? NO_BREAK_SPACE + text : text)}</span>`;
  });
  return spans.join("");
}

function twoLines(typed: string, expected: string): string {
  return framed(`${typed}<br><span id=typearrow>&darr;</span><br>${expected}`);
}
