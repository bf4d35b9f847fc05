/** How much JavaScript the page is, as it travels. */
import { expect } from "vitest";
import type { Ankid } from "./harness/server.ts";
import { test } from "./harness/test.ts";

/** What the page loads before it shows anything, and all of it with every place and the card frame, in bytes. */
const MOST_AT_START = 100_000;
const MOST_IN_ALL = 300_000;

/** The bytes of a file on its way, and its text. */
async function fetched(server: Ankid, address: string, packing: string): Promise<{ bytes: number; text: string }> {
  const headers = { "Accept-Encoding": packing, Accept: "text/html, */*" };
  const response = await fetch(`${server.url}${address}`, { headers });
  expect(response.status, address).toBe(200);
  return { bytes: Number(response.headers.get("content-length")), text: await response.text() };
}

/** The scripts that a text names. */
function scriptsIn(text: string): string[] {
  return [...text.matchAll(/[\w.-]+-[\w-]{8}\.js\b/g)].map(([name]) => `/assets/${name}`);
}

test("the page is small when it starts, and in all", async ({ ankid }) => {
  const atStart = new Set(scriptsIn((await fetched(ankid, "/", "gzip")).text));
  const starting = await Promise.all([...atStart].map((address) => fetched(ankid, address, "gzip")));
  expect(starting.length).toBeGreaterThan(0);
  expect(starting.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(MOST_AT_START);

  const found = new Set([...atStart, ...scriptsIn((await fetched(ankid, "/card-frame", "br")).text)]);
  let sum = 0;
  for (const address of found) {
    const { bytes, text } = await fetched(ankid, address, "br");
    sum += bytes;
    for (const named of scriptsIn(text)) found.add(named);
  }
  expect(found.size).toBeGreaterThan(20);
  expect(sum).toBeLessThan(MOST_IN_ALL);
});
