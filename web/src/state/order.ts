/** Questions and acts that cross on their way to the server and back: nothing old takes the place of something new. */

/** An answer that still counts. */
export interface Answer<T> {
  value: T;
}

/** The questions about one thing, and the acts on it. */
export class Order {
  #acts: Promise<unknown> = Promise.resolve();
  #acting = 0;
  /** Grows with all that makes answers old which were asked for before. */
  #news = 0;
  #asked = 0;

  /** Whether an act is not over yet. */
  get isActing(): boolean {
    return this.#acting > 0;
  }

  /** Acts once the acts before it are over. What was answered meanwhile is asked for again. */
  act<T>(work: () => Promise<T>): Promise<T> {
    this.#acting += 1;
    this.#news += 1;
    const done = (this.#acting === 1 ? work() : this.#acts.then(work)).finally(() => (this.#acting -= 1));
    this.#acts = done.catch(() => undefined);
    return done;
  }

  /** Says that something was heard which may be newer than what is on its way. */
  heard(): void {
    this.#news += 1;
  }

  /** Asks, once all acts are over. Null when another question came after this one: its answer is the one that counts. */
  async ask<T>(question: () => Promise<T>): Promise<Answer<T> | null> {
    const mine = ++this.#asked;
    for (;;) {
      while (this.#acting > 0) await this.#acts;
      if (mine !== this.#asked) return null;
      const known = this.#news;
      const answer = await question().then(
        (value) => ({ value }),
        (problem: unknown) => ({ problem }),
      );
      if (mine !== this.#asked) return null;
      if (known !== this.#news) continue;
      if ("problem" in answer) throw answer.problem;
      return answer;
    }
  }

  /** Lets no answer count that is on its way. */
  forget(): void {
    this.#asked += 1;
  }
}
