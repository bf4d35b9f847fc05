/** The browser as the page has it: the search, the rows that it finds, and which of them are selected. */
import { call } from "../../api/client";
import type { ServerEvent } from "../../api/events";
import type { Screen } from "../../api/pending";
import { move } from "../../state/moves";
import { Order } from "../../state/order";
import { isOwn, session, touches } from "../../state/session.svelte";
import { attempt, wording } from "../../state/wording";
import { toasts } from "../../state/toasts.svelte";
import { Picked } from "./batch";
import { Columns } from "./columns.svelte";
import { Rows, type Row } from "./rows";
import { isSame, searchOfScreen, type Search } from "./search";
import { kept, NOTHING, RowList, selected, type Selection } from "./selection";

const EMPTY = new RowList([]);
const SOON_MILLIS = 150;
const REFRESH_MILLIS = 250;

/** What is behind the browser while it is shown. */
export class Browsing {
  /** What the rows were found by. */
  shown = $state.raw<Search>({ query: "", mode: "cards", order: null });
  list = $state.raw<RowList | null>(null);
  selection = $state.raw<Selection>(NOTHING);
  /** Why the last search was refused. */
  refused = $state<string | null>(null);
  /** Grows when the active row is to be shown. */
  reveals = $state(0);
  readonly columns = new Columns();
  readonly rows = new Rows((ids) => call("browserRows", { ids, mode: this.shown.mode, columns: this.columns.shown }), {
    arrived: () => (this.#arrivals += 1),
    failed: (problem) => toasts.show(wording(problem), { kind: "error" }),
  });
  #arrivals = $state(0);
  #order = new Order();
  /** What is to be shown and is not yet. */
  #wanted: Search | null = null;
  /** What was selected when the server last told. */
  #told: readonly number[] = [];
  #reports = 0;
  #reportTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  /** The card of the active row. */
  readonly activeRow = $derived(this.rowAt(this.selection.active ?? undefined) ?? null);

  /** The row with this id; undefined while it is not loaded. */
  rowAt(id: number | undefined): Row | undefined {
    void this.#arrivals;
    return this.rows.at(id);
  }

  /** Follows the server until the answered function is called. */
  follow(): () => void {
    const unhear = session.hear((event) => this.#hear(event));
    return () => {
      unhear();
      clearTimeout(this.#refreshTimer);
      if (this.#reportTimer !== undefined) this.#report();
    };
  }

  /** Shows what a search finds. */
  show(search: Search): Promise<void> {
    this.#wanted = search;
    return this.refresh();
  }

  /** Searches again, and keeps the place and the selection; a search that is on its way is begun again. */
  async refresh(): Promise<void> {
    const wanted = this.#wanted;
    try {
      const found = await this.#order.ask(() =>
        Promise.all([wanted && this.#tell(wanted), this.#ids(wanted ?? this.shown)]),
      );
      if (!found) return;
      const [screen, ids] = found.value;
      this.refused = null;
      if (wanted) this.#begin(wanted, ids, screen?.browser?.selected ?? []);
      else this.#goOn(new RowList(ids));
    } catch (problem) {
      this.refused = wording(problem);
    }
  }

  #begin(search: Search, ids: number[], chosen: number[]): void {
    this.#wanted = null;
    const isOther = search.mode !== this.shown.mode;
    this.shown = search;
    this.columns.mode = search.mode;
    if (isOther) this.rows.clear();
    this.list = new RowList(ids);
    this.selection = selected(chosen);
    this.#told = chosen;
    this.reveals += 1;
  }

  #goOn(list: RowList): void {
    this.rows.touch();
    const before = this.selection;
    this.selection = kept(before, this.list ?? EMPTY, list);
    this.list = list;
    if (this.selection.ids.size !== before.ids.size) this.#report();
  }

  /** Selects rows, and tells the server soon. */
  select(selection: Selection): void {
    this.selection = selection;
    this.reveals += 1;
    clearTimeout(this.#reportTimer);
    this.#reportTimer = setTimeout(() => this.#report(), SOON_MILLIS);
  }

  /** The rows that are selected now. */
  picked(): Picked {
    return new Picked(this.shown.mode, this.#selectedInOrder());
  }

  #selectedInOrder(): number[] {
    const { ids } = this.selection;
    return this.list?.ids.filter((id) => ids.has(id)) ?? [];
  }

  /** Tells the server what is shown, where it does not know that already. */
  #tell(search: Search): Promise<Screen | null> {
    const { query, mode, order } = search;
    const usual = { column: "noteFld", reverse: false };
    return move((screen) => {
      const isKnown = screen?.front === "browser" && isShown(screen, search);
      return isKnown ? null : call("showBrowser", { query, mode, order: order ?? usual });
    });
  }

  #ids({ query, mode, order }: Search): Promise<number[]> {
    return call("browserIds", { query, mode, order: order ?? { column: "noteFld", reverse: false } });
  }

  #withdraw(): void {
    clearTimeout(this.#reportTimer);
    this.#reportTimer = undefined;
  }

  #report(): void {
    this.#withdraw();
    this.#reports += 1;
    const told = move((screen) =>
      isShown(screen, this.shown) ? call("selectInBrowser", { ids: this.#selectedInOrder() }) : null,
    );
    void attempt(told).then((screen) => {
      this.#reports -= 1;
      if (screen) this.#take(screen.browser, "reply");
    });
  }

  #hear(event: ServerEvent): void {
    if (event.type === "screen") this.#take(event.screen.browser, isOwn(event) ? "reply" : "news");
    if (event.type === "screen" || event.type === "activity") return;
    if (!touches(event, ["notes", "cards", "decks", "notetypes", "tags", "reviews", "config"])) return;
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => void this.refresh(), isOwnChange(event) ? 0 : REFRESH_MILLIS);
  }

  /** Takes over the rows that a client selected, unless others were selected here since. */
  #take(browser: Screen["browser"], as: "reply" | "news"): void {
    if (!browser || !isSame(searchOfScreen(browser), this.shown)) return;
    const isChosen = as === "news" && !isEqual(browser.selected, this.#told);
    this.#told = browser.selected;
    if (isChosen) this.#withdraw();
    if (this.#reports > 0 || this.#reportTimer !== undefined) return;
    const { ids } = this.selection;
    const isKnown = browser.selected.length === ids.size && browser.selected.every((id) => ids.has(id));
    if (isKnown) return;
    this.selection = selected(browser.selected);
    this.reveals += 1;
  }
}

/** Whether the browser of the screen shows a search. */
function isShown(screen: Screen | null, search: Search): boolean {
  return screen !== null && screen.browser !== null && isSame(searchOfScreen(screen.browser), search);
}

function isEqual(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((id, place) => id === right[place]);
}

function isOwnChange(event: ServerEvent): boolean {
  return event.type === "changed" && isOwn(event);
}
