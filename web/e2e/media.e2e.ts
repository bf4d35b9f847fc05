/** Files that come into fields, texts that are spoken, and recordings. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { addWritten } from "./harness/cards.ts";
import { hold } from "./harness/gate.ts";
import { addBasics } from "./harness/sample.ts";
import type { Ankid } from "./harness/server.ts";
import { test } from "./harness/test.ts";
import { visit } from "./harness/visit.ts";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** Pastes or drops a file into a field, as the desktop does. */
async function give(page: Page, how: "paste" | "drop", field: string, name: string, type: string): Promise<void> {
  await page.getByRole("textbox", { name: field }).evaluate(
    (area, { event, fileName, fileType, base64 }) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], fileName, { type: fileType }));
      const options = { bubbles: true, cancelable: true, composed: true };
      (area as HTMLElement).focus();
      area.dispatchEvent(
        event === "paste"
          ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
          : new DragEvent("drop", { ...options, dataTransfer: transfer }),
      );
    },
    { event: how, fileName: name, fileType: type, base64: PIXEL },
  );
}

async function fieldsOf(server: Ankid, query: string): Promise<string[]> {
  const notes = await server.call("findNotes", { query });
  const [note] = await server.call("notesInfo", { notes });
  const { fields } = note as unknown as { fields: Record<string, { value: string }> };
  return Object.values(fields).map(({ value }) => value);
}

test("a pasted picture and a dropped sound lie in the media folder and stand in their fields", async ({
  ankid,
  page,
}) => {
  await visit(page, ankid, "add");
  await page.getByRole("textbox", { name: "Front" }).click();
  await page.keyboard.type("see:");
  await give(page, "paste", "Front", "image.png", "image/png");
  await give(page, "drop", "Back", "a cat.mp3", "audio/mpeg");
  await page.getByRole("textbox", { name: "Front" }).locator("img").waitFor();
  await page.getByRole("textbox", { name: "Back" }).getByText("[sound:a cat.mp3]").waitFor();
  await page.getByRole("button", { name: /^Add/ }).click();
  await page.getByText("Added to Default").waitFor();
  const [front = "", back] = await fieldsOf(ankid, "deck:Default");
  const picture = /^see:<img src="(paste-\d+\.png)">$/.exec(front)?.[1] ?? front;
  expect(await ankid.call("retrieveMediaFile", { filename: picture })).toBe(PIXEL);
  expect(back).toBe("[sound:a cat.mp3]");
  expect(await ankid.call("retrieveMediaFile", { filename: "a cat.mp3" })).toBe(PIXEL);
});

test("a picture that is dropped on a known note goes into that field, and is saved", async ({ ankid, page }) => {
  const [note] = await addBasics(ankid, "French", 1, "mot");
  await visit(page, ankid, `note/${note}`);
  await page.getByRole("textbox", { name: /Back/ }).click();
  await page.keyboard.press("End");
  await give(page, "drop", "Back", "photo.jpg", "image/jpeg");
  await expect.poll(() => fieldsOf(ankid, `nid:${note}`)).toEqual(["mot 1", 'mot 1, answered<img src="photo.jpg">']);
  expect(page.url()).toContain("#/note/");
});

test("a picture that arrives when another note is shown goes into the note that it was pasted in", async ({
  ankid,
  page,
}) => {
  const [first, second] = await addBasics(ankid, "French", 2, "mot");
  await visit(page, ankid, "browse?q=deck:French");
  await page.getByRole("gridcell", { name: "mot 1", exact: true }).click();
  await page.getByRole("textbox", { name: /Front/ }).getByText("mot 1").waitFor();
  const stored = await hold(page, "storeMediaFile");
  await give(page, "paste", "Back", "late.png", "image/png");
  await stored.held;
  await page.getByRole("gridcell", { name: "mot 2", exact: true }).click();
  await page.getByRole("textbox", { name: /Front/ }).getByText("mot 2").waitFor();
  await page.getByRole("textbox", { name: /Back/ }).click();
  await stored.release();
  await expect.poll(() => fieldsOf(ankid, `nid:${first}`)).toEqual(["mot 1", 'mot 1, answered<img src="late.png">']);
  expect(await fieldsOf(ankid, `nid:${second}`)).toEqual(["mot 2", "mot 2, answered"]);
});

test("texts are spoken in the voice and the speed that the template wants", async ({ ankid, page }) => {
  await addWritten(ankid, {
    front: "{{tts fr_FR voices=Other,Amelie speed=1.5:Front}}",
    fields: { Front: "un <b>chat</b>", Back: "cat" },
  });
  // Headless browsers have no voices: what would be spoken is written down.
  await page.addInitScript(() => {
    const spoken: unknown[] = [];
    class Utterance extends EventTarget {
      lang = "";
      rate = 1;
      voice: { name: string } | null = null;
      onend: (() => void) | null = null;
      constructor(readonly text: string) {
        super();
      }
    }
    const speechSynthesis = {
      getVoices: () => [{ name: "Amelie", lang: "fr-CA" }],
      cancel: () => undefined,
      speak: ({ text, lang, rate, voice, onend }: Utterance) => {
        spoken.push({ text, lang, rate, voice: voice?.name });
        onend?.();
      },
    };
    Object.defineProperty(window, "speechSynthesis", { value: speechSynthesis });
    Object.assign(window, { SpeechSynthesisUtterance: Utterance, spoken });
  });
  const spoken = (): Promise<unknown> => page.evaluate(() => (window as unknown as { spoken: unknown }).spoken);
  await ankid.call("guiDeckReview", { name: "Default" });
  await visit(page, ankid, "review");
  const once = { text: "un chat", lang: "fr-FR", rate: 1.5, voice: "Amelie" };
  await expect.poll(spoken).toEqual([once]);
  await page.keyboard.press("r");
  await expect.poll(spoken).toEqual([once, once]);
});

test("what the microphone hears is stored and stands in the field", async ({ ankid, open }) => {
  const page = await open({ permissions: ["microphone"] });
  // The browser of the tests has no microphone: a tone takes its place.
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => {
      const context = new AudioContext();
      const tone = context.createOscillator();
      const goal = context.createMediaStreamDestination();
      tone.connect(goal);
      tone.start();
      return Promise.resolve(goal.stream);
    };
  });
  await visit(page, ankid, "add");
  await page.getByRole("textbox", { name: "Front" }).click();
  await page.getByRole("button", { name: "Record" }).click();
  const stop = page.getByRole("button", { name: "Stop" });
  await stop.waitFor();
  await page.waitForTimeout(500);
  await stop.click();
  const field = page.getByRole("textbox", { name: "Front" });
  await field.getByText(/\[sound:rec-\d+\.webm\]/).waitFor();
  const [name = ""] = await ankid.call("getMediaFilesNames", { pattern: "rec-*" });
  const head = await readFile(join(ankid.base, "User 1", "collection.media", name));
  expect(head.subarray(0, 4).toString("hex"), "WebM begins so").toBe("1a45dfa3");
});
