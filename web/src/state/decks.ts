/** Decks that cards can be put into. */
import { call } from "../api/client";

/** A deck to choose. */
export interface FillableDeck {
  id: number;
  name: string;
}

/** All decks but the filtered ones, by name. The list of decks leaves out the first deck while it is empty; this does not. */
export async function fillableDecks(): Promise<FillableDeck[]> {
  const [ids, { decks }] = await Promise.all([call("deckNamesAndIds", {}), call("deckTree", {})]);
  const filtered = new Set(decks.filter((deck) => deck.filtered).map((deck) => deck.id));
  const all = Object.entries(ids).map(([name, id]) => ({ name, id }));
  return all.filter(({ id }) => !filtered.has(id)).sort((one, other) => one.name.localeCompare(other.name));
}
