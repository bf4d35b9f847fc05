/** A review as the page sees it: the card, its side, what was typed, and what the person does with it. */
import { call } from "../../api/client";
import type { Answered, Finished, ReviewCard, Side } from "../../api/pending";
import { Order } from "../../state/order";
import { toasts } from "../../state/toasts.svelte";
import { offerUndo, undo, undoOwn } from "../../state/undo";
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
  #order = new Order();

  /** Asks for the card that is to be reviewed now. */
  async load(): Promise<void> {
    const answer = await attempt(this.#order.ask(() => this.#look()));
    if (answer === null) return;
    if (answer) this.#take(answer.value.card, answer.value.finished);
    this.isLoading = false;
  }

  async #look(): Promise<{ card: ReviewCard | null; finished: Finished | null }> {
    const card = await call("reviewCard", {});
    return { card, finished: card === null ? await this.#ending() : null };
  }

  async #ending(): Promise<Finished | null> {
    const { main } = await call("screenState", {});
    return main.place === "finished" ? (await call("deckOverview", { deck: main.deck.id })).finished : null;
  }

  #take(card: ReviewCard | null, finished: Finished | null): void {
    if (card?.turn !== this.card?.turn) this.typed = "";
    this.card = card;
    this.shows += 1;
    this.side = card?.side === "answer" ? "answer" : "question";
    this.shownAt = Date.now() - (card?.elapsedMillis ?? 0);
    this.finished = finished;
  }

  /** Shows the answer at once, and tells the server. */
  show(): void {
    const { card } = this;
    if (!card || this.side === "answer") return;
    this.side = "answer";
    void this.#act(() => call("reviewShowAnswer", { turn: card.turn }));
  }

  /** Does something to the review, after all that was done to it before. */
  #act<T>(work: () => Promise<T>): Promise<T | undefined> {
    return attempt(this.#order.act(work));
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
    await this.#mark(({ turn, card }) => call("reviewFlag", { turn, flag: card.flag === flag ? 0 : flag }));
  }

  async mark(): Promise<void> {
    await this.#mark(({ turn }) => call("reviewMark", { turn }));
  }

  undo(): Promise<void> {
    return this.#back(undo);
  }

  async #back(take: () => Promise<void>): Promise<void> {
    await this.#act(take);
    await this.load();
  }

  /** Marks the card as it is when its turn comes, without showing it again. */
  async #mark(work: (card: ReviewCard) => Promise<ReviewCard | null>): Promise<void> {
    const turn = this.card?.turn;
    await this.#act(async () => {
      if (!this.card || this.card.turn !== turn) return;
      const marked = await work(this.card);
      if (marked && marked.turn === this.card.turn) this.card = { ...this.card, card: marked.card };
    });
  }

  #done(text: string): void {
    offerUndo(text, (step) => this.#back(() => undoOwn(step)));
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
    this.#take(answered.card, answered.finished);
    return answered.counted;
  }
}
