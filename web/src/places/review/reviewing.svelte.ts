/** A review as the page sees it: the card, its side, what was typed, and what the person does with it. */
import { call } from "../../api/client";
import type { Answered, Finished, ReviewCard, Side } from "../../api/pending";
import { toasts } from "../../state/toasts.svelte";
import { undo } from "../../state/undo";
import { attempt } from "../../state/wording";
import { texts } from "../../texts";

/** Keeps what the server last said about the review. */
export class Reviewing {
  card = $state.raw<ReviewCard | null>(null);
  side = $state<Side>("question");
  finished = $state.raw<Finished | null>(null);
  isLoading = $state(true);
  typed = $state("");
  /** When the present card was shown, in this browser's time. */
  shownAt = $state(Date.now());
  /** Grows whenever the server has handed in a card. */
  shows = $state(0);
  #busy = false;
  /** What the person did, until the server has done it. */
  #acting: Promise<unknown> = Promise.resolve();

  /** Asks for the card that is to be reviewed now. */
  async load(): Promise<void> {
    const before = this.#acting;
    await before;
    const card = await attempt(call("reviewCard", {}));
    // What the person did meanwhile is newer than the answer.
    if (before !== this.#acting) return this.load();
    if (card === undefined) {
      this.isLoading = false;
      return;
    }
    this.#take(card);
    if (card === null) this.finished = await this.#ending();
    this.isLoading = false;
  }

  async #ending(): Promise<Finished | null> {
    const screen = await attempt(call("screenState", {}));
    if (screen?.main.place !== "finished") return null;
    return (await attempt(call("deckOverview", { deck: screen.main.deck.id })))?.finished ?? null;
  }

  #take(card: ReviewCard | null): void {
    if (card?.turn !== this.card?.turn) this.typed = "";
    this.card = card;
    this.shows += 1;
    this.side = card?.side === "answer" ? "answer" : "question";
    this.shownAt = Date.now() - (card?.elapsedMillis ?? 0);
    if (card) this.finished = null;
  }

  /** Shows the answer at once, and tells the server. */
  show(): void {
    const { card } = this;
    if (!card || this.side === "answer") return;
    this.side = "answer";
    void this.#act(() => call("reviewShowAnswer", { turn: card.turn }));
  }

  /** Does something to the review; what the server said of it before no longer counts. */
  #act<T>(work: () => Promise<T>): Promise<T | undefined> {
    const before = this.#acting;
    const done = attempt(work());
    this.#acting = done.then(() => before);
    return done;
  }

  answer(ease: number): void {
    const { card } = this;
    if (!card || this.side !== "answer" || !card.buttons.some((button) => button.ease === ease)) return;
    void this.#next(() => call("reviewAnswer", { turn: card.turn, ease }));
  }

  async bury(scope: "card" | "note"): Promise<void> {
    const { card } = this;
    if (card && (await this.#next(() => call("reviewBury", { turn: card.turn, scope }))))
      this.#done(texts.review.buried);
  }

  async suspend(scope: "card" | "note"): Promise<void> {
    const { card } = this;
    const done = card && (await this.#next(() => call("reviewSuspend", { turn: card.turn, scope })));
    if (done) this.#done(texts.review.suspended);
  }

  /** Flags the card; the flag that it has already is taken off. */
  async flag(flag: number): Promise<void> {
    if (!this.card) return;
    const wanted = this.card.card.flag === flag ? 0 : flag;
    this.#mark(await attempt(call("reviewFlag", { turn: this.card.turn, flag: wanted })));
  }

  async mark(): Promise<void> {
    if (this.card) this.#mark(await attempt(call("reviewMark", { turn: this.card.turn })));
  }

  async undo(): Promise<void> {
    await undo();
    await this.load();
  }

  /** Takes over marks without showing the card again. */
  #mark(card: ReviewCard | null | undefined): void {
    if (card && card.turn === this.card?.turn) this.card = { ...this.card, card: card.card };
  }

  #done(text: string): void {
    toasts.show(text, { offer: { label: texts.actions.undo, run: () => void this.undo() } });
  }

  /** Answers whether the server counted what was done to the card. */
  async #next(work: () => Promise<Answered>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    const answered = await this.#act(work);
    this.#busy = false;
    if (!answered) return false;
    if (!answered.counted) toasts.show(texts.review.elsewhere);
    if (answered.leech) toasts.show(texts.review.leech);
    this.#take(answered.card);
    this.finished = answered.finished;
    return answered.counted;
  }
}
