/** A review of one card whose templates a test writes. */
import type { FrameLocator, Page } from "playwright-core";
import type { Ankid } from "./server.ts";
import { visit } from "./visit.ts";

/** What the note type and its note hold; sides that are left out show the field of their name. */
export interface Written {
  front?: string;
  back?: string;
  css?: string;
  fields?: { Front?: string; Back?: string };
}

/** Adds a note of a note type of its own to a deck. */
export async function addWritten(server: Ankid, written: Written, name = "Written"): Promise<number> {
  await server.call("createModel", {
    modelName: name,
    inOrderFields: ["Front", "Back"],
    css: written.css ?? null,
    cardTemplates: [
      {
        Name: "Card 1",
        Front: written.front ?? "{{Front}}",
        Back: written.back ?? "{{FrontSide}}<hr id=answer>{{Back}}",
      },
    ],
  });
  const fields = { Front: "front", Back: "back", ...written.fields };
  return server.call("addNote", { note: { deckName: "Default", modelName: name, fields } });
}

/** Studies the deck and opens the page on its first card. */
export async function openReview(server: Ankid, page: Page, deck = "Default"): Promise<FrameLocator> {
  await server.call("guiDeckReview", { name: deck });
  await visit(page, server, "review");
  const frame = page.frameLocator("iframe");
  await frame.locator("#qa:not(:empty)").waitFor({ state: "attached" });
  return frame;
}

/** Waits for a side of a showing of a card. */
export async function shownSide(page: Page, side: "question" | "answer", turn?: number): Promise<void> {
  await page.waitForSelector(`[data-side="${side}"]${turn === undefined ? "" : `[data-turn="${turn}"]`}`);
}

/** The number of the present showing. */
export async function presentTurn(page: Page): Promise<number> {
  return Number(await page.locator("[data-turn]").getAttribute("data-turn"));
}
