import { expect, test } from "vitest";
import { Order } from "./order";

/** An answer that the test gives. */
class Held<T> {
  give!: (value: T) => void;
  fail!: (problem: Error) => void;
  readonly answer = new Promise<T>((resolve, reject) => ([this.give, this.fail] = [resolve, reject]));
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("the answer to an earlier question does not count, whenever it comes", async () => {
  const order = new Order();
  const [first, second] = [new Held<number>(), new Held<number>()];
  const asked = [order.ask(() => first.answer), order.ask(() => second.answer)];
  second.give(2);
  first.give(1);
  expect(await Promise.all(asked)).toEqual([null, { value: 2 }]);
});

test("what was asked before an act is asked for again after it", async () => {
  const order = new Order();
  const [before, act, after] = [new Held<string>(), new Held<void>(), new Held<string>()];
  const answers = [before, after];
  const asked = order.ask(() => answers.shift()?.answer ?? Promise.reject(new Error("asked too often")));
  const acted = order.act(() => act.answer);
  before.give("old");
  await soon();
  expect(answers).toEqual([after]);
  act.give();
  await acted;
  after.give("new");
  expect(await asked).toEqual({ value: "new" });
});

test("acts go one after the other, also after one that failed", async () => {
  const order = new Order();
  const [first, second] = [new Held<void>(), new Held<void>()];
  const begun: number[] = [];
  const acts = [
    order.act(() => (begun.push(1), first.answer)),
    order.act(() => (begun.push(2), second.answer)),
    order.act(() => (begun.push(3), Promise.resolve())),
  ];
  expect(begun).toEqual([1]);
  first.fail(new Error("refused"));
  await expect(acts[0]).rejects.toThrow("refused");
  await soon();
  expect(begun).toEqual([1, 2]);
  expect(order.isActing).toBe(true);
  second.give();
  await Promise.all(acts.slice(1));
  expect(begun).toEqual([1, 2, 3]);
  expect(order.isActing).toBe(false);
});

test("what is heard meanwhile makes an answer old, and a failure of an old question is none", async () => {
  const order = new Order();
  const [old, now] = [new Held<number>(), new Held<number>()];
  const answers = [old, now];
  const asked = order.ask(() => answers.shift()?.answer ?? Promise.reject(new Error("asked too often")));
  order.heard();
  old.fail(new Error("too old"));
  now.give(1);
  expect(await asked).toEqual({ value: 1 });
});

test("a question that is answered by a failure fails", async () => {
  await expect(new Order().ask(() => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
});
