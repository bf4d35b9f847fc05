import { expect, test } from "vitest";
import { chosenVoice } from "./sounds";

const voices = [
  { name: "Anna", lang: "de-DE" },
  { name: "Kyoko", lang: "ja-JP" },
  { name: "Otoya", lang: "ja_JP" },
  { name: "Samantha", lang: "en-US" },
];

test.each([
  ["ja_JP", ["Microsoft_Haruka", "otoya"], "Otoya"],
  ["ja_JP", [], "Kyoko"],
  ["en_GB", [], "Samantha"],
  ["fr_FR", [], undefined],
])("%s with %s is spoken by %s", (lang, wanted, name) => {
  expect(chosenVoice(voices, lang, wanted)?.name).toBe(name);
});
