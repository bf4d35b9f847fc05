/** What the command palette offers. */
import { call } from "../api/client";
import type { DeckRow, SearchNode } from "../api/pending";
import { address } from "../state/address";
import { move } from "../state/moves";
import { router } from "../state/router.svelte";
import { syncing } from "../state/syncing.svelte";
import { theme, type Theme } from "../state/theme.svelte";
import { redo, undo } from "../state/undo";
import { attempt } from "../state/wording";
import { texts } from "../texts";
import { RAIL } from "./places";

/** A line of the palette. */
export interface Command {
  id: string;
  group: string;
  label: string;
  key?: string;
  run: () => void;
}

const PLACE_KEYS: Record<string, string> = { decks: "D", add: "A", browse: "B", stats: "T" };

/** The places and the actions that are always there. */
export function fixedCommands(showKeys: () => void): Command[] {
  const { palette, actions, places } = texts;
  const go = (place: string, label: string): Command => {
    const key = PLACE_KEYS[place];
    const run = (): void => router.go(address(place));
    return { id: `go-${place}`, group: palette.groupPlaces, label, ...(key ? { key } : {}), run };
  };
  const act = (id: string, label: string, run: () => void, key?: string): Command => {
    return { id, group: palette.groupActions, label, ...(key ? { key } : {}), run };
  };
  const themes = Object.entries(texts.settings.themes) as [Theme, string][];
  return [
    ...RAIL.map((entry) => go(entry.place, entry.label)),
    go("notetypes", places.notetypes),
    go("import", places.import),
    go("export", places.export),
    act("undo", actions.undo, () => void undo(), "Ctrl Z"),
    act("redo", actions.redo, () => void redo()),
    act("sync", palette.sync, () => void syncing.run(), "Y"),
    act("check", palette.check, () => router.go(address("settings", "check"))),
    act("keys", palette.keys, showKeys, "?"),
    ...themes.map(([choice, name]) => act(`theme-${choice}`, palette.theme(name), () => theme.set(choice))),
  ];
}

/** A command for each deck and each saved search. */
export async function foundCommands(): Promise<Command[]> {
  const [tree, sidebar] = await Promise.allSettled([call("deckTree", {}), call("sidebarTree", {})]);
  const decks = tree.status === "fulfilled" ? tree.value.decks : [];
  const saved = sidebar.status === "fulfilled" ? sidebar.value.saved : [];
  return [...decks.map(deckCommand), ...saved.map(searchCommand)];
}

function deckCommand(deck: DeckRow): Command {
  return {
    id: `deck-${deck.id}`,
    group: texts.palette.groupDecks,
    label: deck.name,
    run: () => router.go(address("deck", deck.id)),
  };
}

function searchCommand(search: SearchNode): Command {
  return {
    id: `search-${search.name}`,
    group: texts.palette.groupSearches,
    label: search.name,
    run: () => router.go(address("browse", "", { q: search.query })),
  };
}

/** Opens the browser with what was typed. */
export function browseCommand(query: string): Command {
  return {
    id: "browse-for",
    group: texts.palette.groupPlaces,
    label: texts.palette.browseFor(query),
    run: () => router.go(address("browse", "", { q: query })),
  };
}

/** The commands that hold all typed words, best first: those that start with them, then the others in their order. */
export function matching(commands: readonly Command[], typed: string, most = 60): Command[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands.slice(0, most);
  const scored = commands.flatMap((command, index) => {
    const label = fold(command.label);
    if (!words.every((word) => label.includes(word))) return [];
    const start = label.startsWith(words[0] ?? "") ? 0 : 1;
    return [{ command, rank: start * commands.length + index }];
  });
  scored.sort((one, other) => one.rank - other.rank);
  return scored.slice(0, most).map((entry) => entry.command);
}

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

let isGoingToStudy = false;

/** Studies a deck at once. A second press does not begin again. */
export async function study(deck: number): Promise<void> {
  if (isGoingToStudy) return;
  isGoingToStudy = true;
  const here = router.current;
  const screen = await attempt(move(() => call("studyDeck", { deck })));
  isGoingToStudy = false;
  // Whoever has gone elsewhere meanwhile stays there.
  if (screen && router.current === here) router.go(address("review"));
}
