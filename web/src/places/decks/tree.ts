/** The deck tree as it is shown: what folding hides, what the filter leaves, where a deck may go. */
import type { DeckRow } from "../../api/pending";

/** A row that is shown. */
export interface ShownDeck {
  deck: DeckRow;
  /** The last part of the name. */
  shortName: string;
  hasChildren: boolean;
  isOpen: boolean;
}

/** The last part of a deck's name. */
export function shortName(name: string): string {
  const at = name.lastIndexOf("::");
  return at < 0 ? name : name.slice(at + 2);
}

/** The name that a deck has with another last part. */
export function renamed(name: string, last: string): string {
  return name.slice(0, name.length - shortName(name).length) + last;
}

/** Whether a deck stands somewhere inside another. */
export function isInside(name: string, outer: string): boolean {
  return name.startsWith(`${outer}::`);
}

/** The rows that are shown. The filter shows each deck that has the text in its name, with the decks around it. */
export function shownDecks(decks: readonly DeckRow[], filter: string): ShownDeck[] {
  const wanted = filter.trim().toLocaleLowerCase();
  const kept = wanted === "" ? unfolded(decks) : matching(decks, wanted);
  const parents = new Set(decks.map((deck) => deck.parent));
  return kept.map((deck) => ({
    deck,
    shortName: shortName(deck.name),
    hasChildren: parents.has(deck.id),
    isOpen: wanted !== "" || !deck.folded,
  }));
}

function unfolded(decks: readonly DeckRow[]): DeckRow[] {
  const hidden = new Set<number>();
  return decks.filter((deck) => {
    const isHidden = deck.parent !== null && hidden.has(deck.parent);
    if (isHidden || deck.folded) hidden.add(deck.id);
    return !isHidden;
  });
}

function matching(decks: readonly DeckRow[], wanted: string): DeckRow[] {
  const parentOf = new Map(decks.map((deck) => [deck.id, deck.parent]));
  const kept = new Set<number>();
  for (const deck of decks) {
    if (!shortName(deck.name).toLocaleLowerCase().includes(wanted) && !deck.name.toLocaleLowerCase().endsWith(wanted)) {
      continue;
    }
    for (let id: number | null | undefined = deck.id; id && !kept.has(id); id = parentOf.get(id)) kept.add(id);
  }
  return decks.filter((deck) => kept.has(deck.id));
}

/** Whether a deck may be put under another, or on top where there is none. */
export function mayMove(deck: DeckRow, under: DeckRow | null): boolean {
  if (under === null) return deck.parent !== null;
  return !under.filtered && under.id !== deck.id && under.id !== deck.parent && !isInside(under.name, deck.name);
}
