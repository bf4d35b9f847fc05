import { expect, test } from "vitest";
import { bodyClasses, rootClasses } from "./classes";

const CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

test.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME}`, 0, ["gui", "linux", "chrome"], ["isLin"]],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`, 0, ["gui", "win", "chrome"], ["isWin"]],
  [`Mozilla/5.0 (Linux; Android 15; Pixel 8) ${CHROME}`, 5, ["mobile", "android", "chrome"], ["mobile", "android"]],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1",
    5,
    ["mobile", "ios", "iphone", "safari"],
    ["mobile"],
  ],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Safari/605.1", 5, ["mobile", "ios", "ipad", "safari"], ["mobile"]],
  ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Firefox/140.0", 0, ["gui", "mac", "firefox"], ["isMac"]],
])("%s", (userAgent, maxTouchPoints, root, body) => {
  expect(rootClasses({ userAgent, maxTouchPoints })).toEqual(root);
  expect(bodyClasses(root, false)).toEqual(body);
  expect(bodyClasses(root, true)).toEqual([...body, "nightMode", "night_mode"]);
});
