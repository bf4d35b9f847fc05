/** What is done to filtered decks: their cards are borrowed anew, or sent home. */
import { call } from "../../api/client";
import type { DeckRow } from "../../api/pending";
import { toasts } from "../../state/toasts.svelte";
import { undo } from "../../state/undo";
import { attempt } from "../../state/wording";
import { texts } from "../../texts";
import { shortName } from "./tree";

function done(text: string): void {
  toasts.show(text, { offer: { label: texts.actions.undo, run: () => void undo() } });
}

/** Borrows what the deck's searches find now. */
export async function rebuild(deck: DeckRow): Promise<void> {
  const counts = await attempt(call("rebuildFilteredDecks", { decks: [deck.id] }));
  if (counts) done(texts.decks.rebuilt(shortName(deck.name), counts[0] ?? 0));
}

/** Sends the deck's cards home; the deck stays. */
export async function emptyOut(deck: DeckRow): Promise<void> {
  const emptied = await attempt(call("emptyFilteredDecks", { decks: [deck.id] }));
  if (emptied) done(texts.decks.emptied(shortName(deck.name)));
}
