/** The reviewer by keyboard, with the official engine as a witness. */
import { expect } from "vitest";
import { addWritten, openReview, presentTurn, shownSide } from "./harness/cards.ts";
import { witness } from "./harness/engine.ts";
import { hold } from "./harness/gate.ts";
import { addBasics } from "./harness/sample.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

const KEYS = ["Space", "1", "2", "3", "4", "Enter", "3", "1", "4", "Space"];
const EASES = [3, 1, 2, 3, 4, 3, 3, 1, 4, 3];

test("ten cards are answered by keyboard alone, and the log is that of the official engine", async ({
  ankid,
  page,
}) => {
  await addBasics(ankid, "Words", 12);
  await ankid.stop();
  const fresh = await ankid.copyCollection("fresh.anki2");
  await ankid.start();
  const frame = await openReview(ankid, page, "Words");
  for (const key of KEYS) {
    const turn = await presentTurn(page);
    await page.keyboard.press("Space");
    await shownSide(page, "answer");
    await frame.locator("#answer").waitFor();
    await page.keyboard.press(key);
    await page.waitForSelector(`[data-side="question"]:not([data-turn="${turn}"])`);
  }
  await ankid.stop();
  const { engine, page: ours, isFine } = await witness(fresh, ankid.collection, "Words", EASES);
  expect(ours.log.length).toBe(KEYS.length);
  expect(ours).toEqual(engine);
  expect(isFine).toBe(true);
});

test("an answer is undone, and the card is back", async ({ ankid, page }) => {
  const [first] = await addBasics(ankid, "Words", 2);
  const [card] = await ankid.call("findCards", { query: `nid:${first}` });
  await openReview(ankid, page, "Words");
  await page.keyboard.press("Space");
  await shownSide(page, "answer");
  await page.keyboard.press("4");
  await page.frameLocator("iframe").getByText("word 2", { exact: true }).waitFor();
  expect((await ankid.call("getReviewsOfCards", { cards: [card] }))[String(card)]?.length).toBe(1);
  await page.keyboard.press("Control+z");
  await page.frameLocator("iframe").getByText("word 1", { exact: true }).waitFor();
  expect((await ankid.call("getReviewsOfCards", { cards: [card] }))[String(card)]?.length ?? 0).toBe(0);
});

test("the last card is followed by congratulations", async ({ ankid, page }) => {
  await addBasics(ankid, "Words", 1);
  await openReview(ankid, page, "Words");
  await page.keyboard.press("Space");
  await shownSide(page, "answer");
  await page.keyboard.press("4");
  await page.getByRole("heading", { name: /Congratulations/ }).waitFor();
});

test("an answer that was asked for before a key does not undo the key", async ({ ankid, page }) => {
  await addBasics(ankid, "Words", 1);
  await openReview(ankid, page, "Words");
  const asked = await hold(page, "reviewCard");
  await ankid.call("createDeck", { deck: "Another" });
  await asked.held;
  await page.keyboard.press("Space");
  await shownSide(page, "answer");
  await asked.release();
  await page.keyboard.press("4");
  await page.getByRole("heading", { name: /Congratulations/ }).waitFor();
});

test("keys work while the focus is in the card", async ({ ankid, page }) => {
  const [note] = await addBasics(ankid, "Words", 2);
  const frame = await openReview(ankid, page, "Words");
  await frame.locator("#qa").click();
  await page.keyboard.press("Control+3");
  await page.getByRole("button", { name: "Flag: Green" }).waitFor();
  expect(await ankid.call("findCards", { query: `nid:${note} flag:3` })).toHaveLength(1);
  await page.keyboard.press("*");
  await page.getByLabel("Marked").waitFor();
  await page.keyboard.press("Space");
  await frame.locator("#answer").waitFor();
  await page.keyboard.press("1");
  await frame.getByText("word 2", { exact: true }).waitFor();
  await page.keyboard.press("@");
  await page.getByText("Suspended").waitFor();
  expect(await ankid.call("findCards", { query: "is:suspended" })).toHaveLength(1);
});

test("two pages that answer the same card count once", async ({ ankid, open }) => {
  await addBasics(ankid, "Words", 3);
  const [one, other] = [await open(), await open()];
  await openReview(ankid, one, "Words");
  await other.goto(`${ankid.url}/#/review`);
  await shownSide(other, "question", await presentTurn(one));
  await one.keyboard.press("Space");
  await shownSide(other, "answer");
  await Promise.all([one.keyboard.press("4"), other.keyboard.press("4")]);
  for (const page of [one, other]) await page.frameLocator("iframe").getByText("word 2", { exact: true }).waitFor();
  expect(await ankid.call("getNumCardsReviewedToday", {})).toBe(1);
});

test("a typed answer is compared when Enter shows the answer", async ({ ankid, page }) => {
  await addWritten(ankid, {
    front: "{{Front}}{{type:Back}}",
    back: "{{Front}}<hr id=answer>{{type:Back}}",
    fields: { Front: "cat?", Back: "le <b>chat</b>" },
  });
  const frame = await openReview(ankid, page);
  const field = frame.locator("input#typeans:focus");
  await field.waitFor();
  await field.pressSequentially("le cha r3");
  await page.keyboard.press("Enter");
  await frame.locator("code#typeans").waitFor();
  const html = await frame.locator("code#typeans").innerHTML();
  expect(html).toContain('<span class="typeGood">le cha</span><span class="typeBad"> r3</span>');
  expect(html).toContain('<span class="typeGood">le cha</span><span class="typeMissed">t</span>');
  expect(await ankid.call("getNumCardsReviewedToday", {})).toBe(0);
});

/** A fifth of a second of silence. */
function wave(): string {
  const samples = 1600;
  const file = Buffer.alloc(44 + samples, 128);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + samples, 4);
  file.write("WAVEfmt ", 8);
  [16, 1 + (1 << 16), 8000, 8000, 1 + (8 << 16)].forEach((value, index) => file.writeUInt32LE(value, 16 + 4 * index));
  file.write("data", 36);
  file.writeUInt32LE(samples, 40);
  return file.toString("base64");
}

test("audio plays by itself, in its order, to the end", async ({ ankid, page }) => {
  for (const filename of ["front.wav", "a b#c.wav"]) await ankid.call("storeMediaFile", { filename, data: wave() });
  await addWritten(ankid, { fields: { Front: "hear [sound:front.wav][sound:a b#c.wav]", Back: "[sound:front.wav]" } });
  const [card] = await ankid.call("findCards", { query: "" });
  await page.addInitScript(() => {
    const played: string[] = [];
    const Real = window.Audio;
    const Watched = function (address: string): HTMLAudioElement {
      const audio = new Real(address);
      audio.addEventListener("ended", () => played.push(decodeURIComponent(address.split("/").at(-1) ?? "")));
      return audio;
    };
    Object.assign(window, { played, Audio: Watched });
  });
  const played = (): Promise<unknown> => page.evaluate(() => (window as unknown as { played: unknown }).played);
  // A key starts the review, since browsers let only pages play that were used.
  await visit(page, ankid, "deck/1");
  await page.getByRole("button", { name: "Study now" }).waitFor();
  await page.keyboard.press("s");
  await expect.poll(played, { timeout: 10_000 }).toEqual(["front.wav", "a b#c.wav"]);
  await page.keyboard.press("Space");
  await expect.poll(played, { timeout: 10_000 }).toEqual(["front.wav", "a b#c.wav", "front.wav"]);
  await page.frameLocator("iframe").locator(".replay-button").nth(1).click();
  await expect.poll(played, { timeout: 10_000 }).toEqual(["front.wav", "a b#c.wav", "front.wav", "a b#c.wav"]);
  await ankid.call("guiPlayAudio", {});
  await expect.poll(async () => ((await played()) as string[]).length, { timeout: 10_000 }).toBe(5);
  expect(await ankid.call("cardsInfo", { cards: [card] })).toHaveLength(1);
});
