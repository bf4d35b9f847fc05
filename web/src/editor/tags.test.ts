import { expect, test } from "vitest";
import { offeredTags, withTags } from "./tags";

test("typed words become tags, each once whatever its case", () => {
  expect(withTags(["a"], "b  A c, c")).toEqual(["a", "b", "c"]);
  expect(withTags(["a"], "  ")).toEqual(["a"]);
});

test("tags are offered by how well they fit, without those taken", () => {
  const known = ["zebra::verb", "reverb", "verb", "verb::past", "noun"];
  expect(offeredTags(known, "VERB", ["verb::past"])).toEqual(["verb", "zebra::verb", "reverb"]);
  expect(offeredTags(known, "", [])).toEqual([]);
});
