/** What is done to filtered decks: their cards are borrowed anew, or sent home. */
import { call } from "../../api/client";
import type { DeckRow } from "../../api/pending";
import { offerUndo } from "../../state/undo";
import { attempt } from "../../state/wording";
import { texts } from "../../texts";
import { shortName } from "./tree";

/** Borrows what the deck's searches find now. */
export async function rebuild(deck: DeckRow): Promise<void> {
  const counts = await attempt(call("rebuildFilteredDecks", { decks: [deck.id] }));
  if (counts) offerUndo(texts.decks.rebuilt(shortName(deck.name), counts[0] ?? 0));
}

/** Sends the deck's cards home; the deck stays. */
export async function emptyOut(deck: DeckRow): Promise<void> {
  const emptied = await attempt(call("emptyFilteredDecks", { decks: [deck.id] }));
  if (emptied) offerUndo(texts.decks.emptied(shortName(deck.name)));
}
