/** The browser as the page has it: the search, the rows that it finds, and which of them are selected. */
import { call } from "../../api/client";
import type { ServerEvent } from "../../api/events";
import type { Screen } from "../../api/pending";
import { isOwn, session, touches } from "../../state/session.svelte";
import { attempt, wording } from "../../state/wording";
import { toasts } from "../../state/toasts.svelte";
import { Columns } from "./columns.svelte";
import { Rows, type Row } from "./rows";
import { isSame, searchOfScreen, type Search } from "./search";
import { kept, NOTHING, RowList, selected, type Selection } from "./selection";

const EMPTY = new RowList([]);
const SOON_MILLIS = 150;
const REFRESH_MILLIS = 250;

/** What is behind the browser while it is shown. */
export class Browsing {
  search = $state.raw<Search>({ query: "", mode: "cards", order: null });
  list = $state.raw<RowList | null>(null);
  selection = $state.raw<Selection>(NOTHING);
  /** Why the last search was refused. */
  refused = $state<string | null>(null);
  /** Grows when the active row is to be shown. */
  reveals = $state(0);
  readonly columns = new Columns();
  readonly rows = new Rows((ids) => call("browserRows", { ids, mode: this.search.mode, columns: this.columns.shown }), {
    arrived: () => (this.#arrivals += 1),
    failed: (problem) => toasts.show(wording(problem), { kind: "error" }),
  });
  #arrivals = $state(0);
  #run = 0;
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
  async show(search: Search): Promise<void> {
    const isOther = search.mode !== this.search.mode;
    this.search = search;
    this.columns.mode = search.mode;
    const run = ++this.#run;
    try {
      const [screen, ids] = await Promise.all([this.#tell(search), this.#ids(search)]);
      if (run !== this.#run) return;
      if (isOther) this.rows.clear();
      this.list = new RowList(ids);
      this.selection = selected(screen?.browser?.selected ?? []);
      this.refused = null;
      this.reveals += 1;
    } catch (problem) {
      if (run === this.#run) this.refused = wording(problem);
    }
  }

  /** Selects rows, and tells the server soon. */
  select(selection: Selection): void {
    this.selection = selection;
    this.reveals += 1;
    clearTimeout(this.#reportTimer);
    this.#reportTimer = setTimeout(() => this.#report(), SOON_MILLIS);
  }

  /** Searches again, and keeps the place and the selection. */
  async refresh(): Promise<void> {
    const run = ++this.#run;
    const { search } = this;
    try {
      const list = new RowList(await this.#ids(search));
      if (run !== this.#run) return;
      this.rows.touch();
      const before = this.selection;
      this.selection = kept(before, this.list ?? EMPTY, list);
      this.list = list;
      this.refused = null;
      if (this.selection.ids.size !== before.ids.size) this.#report();
    } catch (problem) {
      if (run === this.#run) this.refused = wording(problem);
    }
  }

  /** The selected cards; of selected notes, all cards. */
  async selectedCards(): Promise<number[]> {
    const ids = this.#selectedInOrder();
    if (this.search.mode === "cards" || ids.length === 0) return ids;
    return call("findCards", { query: `nid:${ids.join(",")}` });
  }

  /** The selected notes, or those of the selected cards. */
  async selectedNotes(): Promise<number[]> {
    const ids = this.#selectedInOrder();
    return this.search.mode === "notes" || ids.length === 0 ? ids : call("cardsToNotes", { cards: ids });
  }

  #selectedInOrder(): number[] {
    const { ids } = this.selection;
    return this.list?.ids.filter((id) => ids.has(id)) ?? [];
  }

  /** Tells the server what is shown, where it does not know that already. */
  async #tell(search: Search): Promise<Screen | null> {
    const { screen } = session;
    if (screen?.front === "browser" && screen.browser && isSame(searchOfScreen(screen.browser), search)) return screen;
    const { query, mode, order } = search;
    return call("showBrowser", { query, mode, order: order ?? { column: "noteFld", reverse: false } });
  }

  #ids({ query, mode, order }: Search): Promise<number[]> {
    return call("browserIds", { query, mode, order: order ?? { column: "noteFld", reverse: false } });
  }

  #report(): void {
    clearTimeout(this.#reportTimer);
    this.#reportTimer = undefined;
    void attempt(call("selectInBrowser", { ids: this.#selectedInOrder() }));
  }

  #hear(event: ServerEvent): void {
    if (event.type === "screen" && !isOwn(event)) this.#take(event.screen.browser);
    if (event.type === "screen" || event.type === "activity") return;
    if (!touches(event, ["notes", "cards", "decks", "notetypes", "tags", "reviews", "config"])) return;
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(() => void this.refresh(), isOwnChange(event) ? 0 : REFRESH_MILLIS);
  }

  /** Takes over the rows that a client selected. */
  #take(browser: Screen["browser"]): void {
    if (!browser || !isSame(searchOfScreen(browser), this.search)) return;
    const { ids } = this.selection;
    const isKnown = browser.selected.length === ids.size && browser.selected.every((id) => ids.has(id));
    if (isKnown) return;
    this.selection = selected(browser.selected);
    this.reveals += 1;
  }
}

function isOwnChange(event: ServerEvent): boolean {
  return event.type === "changed" && isOwn(event);
}
