/** Moves the page where the screen goes, and says who moved it. */
import type { ServerEvent } from "../api/events";
import type { MainPlace, Screen } from "../api/pending";
import { address } from "../state/address";
import { router } from "../state/router.svelte";
import { isOwn, session } from "../state/session.svelte";
import { toasts } from "../state/toasts.svelte";
import { searchAddress, searchOfScreen } from "../places/browse/search";
import { texts } from "../texts";

/** The address that shows what was raised last. */
export function addressOf(screen: Screen): string {
  switch (screen.front) {
    case "browser":
      return screen.browser ? searchAddress(searchOfScreen(screen.browser)) : address("browse");
    case "add":
      return address("add");
    case "edit":
      return screen.edit ? address("note", screen.edit.note) : addressOfMain(screen.main);
    case "import":
      return address("import");
    case "statistics":
      return address("stats");
    default:
      return addressOfMain(screen.main);
  }
}

function addressOfMain(main: MainPlace): string {
  switch (main.place) {
    case "decks":
      return address("decks");
    case "overview":
      return address("deck", main.deck.id);
    case "review":
    case "finished":
      return address("review");
  }
}

/** Places that show the main window. Another page moves only a page that stands in one of them. */
const MAIN_PLACES = ["decks", "deck", "review", ""];

/** Follows the screen until the answered function is called. */
export function followScreen(): () => void {
  let raised: number | null = null;
  return session.hear((event: ServerEvent) => {
    if (event.type === "toast") toasts.show(texts.moves[event.did](event.client));
    if (event.type !== "screen") return;
    const isNew = raised !== null && event.screen.raised > raised;
    const isFirst = raised === null && router.current.place === "";
    raised = event.screen.raised;
    if (isFirst) router.replace(addressOf(event.screen));
    if (!isNew || isOwn(event)) return;
    const byClient = event.page === null;
    if (byClient || (event.screen.front === "main" && MAIN_PLACES.includes(router.current.place))) {
      router.go(addressOf(event.screen));
    }
  });
}
