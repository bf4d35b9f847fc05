import { expect, test } from "vitest";
import { comparison } from "./typed";
import recorded from "./typed.engine.json" with { type: "json" };

/** Writes a comparison short: good as it is, bad in (), missed in []; the lines parted by a slash. */
function short(html: string): string {
  return html
    .replace(/^<code id=typeans>|<\/code>$/g, "")
    .replace("<br><span id=typearrow>&darr;</span><br>", " / ")
    .replace(/<span class=typeGood>(.*?)<\/span>/g, "$1")
    .replace(/<span class=typeBad>(.*?)<\/span>/g, "($1)")
    .replace(/<span class=typeMissed>(.*?)<\/span>/g, "[$1]");
}

test.each([
  ["hello", "", "hello"],
  ["hello", "hello", "hello"],
  ["hello", "helo", "hel[-]o / hel[l]o"],
  ["hello", "helllo", "hell(l)o / hello"],
  ["cat", "dog", "(dog) / [cat]"],
  ["a<b>", "a<b", "a&lt;b[-] / a&lt;b[&gt;]"],
  ["¿Y ahora qué vamos?", "y ahora qe vamos", "(y) ahora q(e) vamos[-] / [¿Y] ahora q[ué] vamos[?]"],
  ["신기하다", "신가하다", "신(가)하다 / 신[기]하다"],
  ["𝔸𝔹", "𝔸ℂ", "𝔸(ℂ) / 𝔸[𝔹]"],
])("expected %s, typed %s", (expected, typed, shown) => {
  expect(short(comparison(expected, typed, true))).toBe(shown);
});

test("forms of the same letter are the same letter", () => {
  expect(short(comparison("caf\u00e9", "cafe\u0301", true))).toBe("caf\u00e9");
});

test("accents count with combining, and not without", () => {
  expect(short(comparison("ｶﾞé", "ｶﾞe", true))).toBe("ｶﾞ(e) / ｶﾞ[é]");
  expect(short(comparison("café", "cafe", false))).toBe("café");
  expect(short(comparison("شَرِبَ", "شرب", false))).toBe("شَرِبَ");
  expect(short(comparison("cafés", "cafe", false))).toBe("cafe[-] / cafe\u0301[s]");
});

test("a mark that starts a token stands on a space of its own", () => {
  expect(comparison("ก็า", "ก้า", true)).toContain("<span class=typeBad>\u00a0้</span>");
});

test("answers are those of the official engine", () => {
  for (const [expected, typed, combining, html] of recorded as [string, string, boolean, string][]) {
    expect(comparison(expected, typed, combining), `${expected} / ${typed}`).toBe(html);
  }
});
