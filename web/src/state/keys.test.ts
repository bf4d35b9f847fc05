import { expect, test } from "vitest";
import { keyName } from "./keys";

function name(key: string, held: "" | "ctrl" | "meta" | "shift" | "ctrl shift" = ""): string {
  const has = (what: string): boolean => held.split(" ").includes(what);
  return keyName({ key, ctrlKey: has("ctrl"), metaKey: has("meta"), altKey: false, shiftKey: has("shift") });
}

test("keys are named as people write them", () => {
  expect(name("r")).toBe("R");
  expect(name("k", "ctrl")).toBe("Ctrl+K");
  expect(name("k", "meta")).toBe("Ctrl+K");
  expect(name("Z", "ctrl shift")).toBe("Ctrl+Shift+Z");
  expect(name(" ")).toBe("Space");
});

test("Shift is not named where it makes the sign", () => {
  expect(name("@", "shift")).toBe("@");
  expect(name("*", "shift")).toBe("*");
  expect(name("1", "ctrl")).toBe("Ctrl+1");
});
