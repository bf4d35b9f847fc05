import type { DeckRow } from "../../api/pending";

/** What a dialog asks about a deck; `add` without a deck makes one at the top. */
export type DeckAsk =
  | { kind: "add"; under: DeckRow | null }
  | { kind: "rename"; deck: DeckRow }
  | { kind: "remove"; deck: DeckRow }
  | { kind: "move"; deck: DeckRow };
