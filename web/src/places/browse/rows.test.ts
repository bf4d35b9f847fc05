import { expect, test } from "vitest";
import { Rows, type Row } from "./rows";
import { RowList } from "./selection";

const list = new RowList(Array.from({ length: 1000 }, (_, index) => index + 1));
const row = (id: number): Row => {
  return { card: id, note: id, cells: [`${id}`], flag: 0, suspended: false, buried: false, marked: false };
};

/** Rows whose requests are answered when the test says so. */
function held(): { rows: Rows; asked: number[][]; answer: () => Promise<void> } {
  const asked: number[][] = [];
  const waiting: (() => void)[] = [];
  const load = (ids: number[]): Promise<Row[]> => {
    asked.push(ids);
    return new Promise((resolve) => waiting.push(() => resolve(ids.map(row))));
  };
  const rows = new Rows(load, { arrived: () => undefined, failed: (problem) => expect.fail(String(problem)) });
  const answer = async (): Promise<void> => {
    waiting.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { rows, asked, answer };
}

const blocks = (asked: number[][]): number[] => asked.map((ids) => ids[0] ?? 0);

test("what is seen comes first, then what is around it, each block once", async () => {
  const { rows, asked, answer } = held();
  rows.want(list, 250, 280);
  rows.want(list, 251, 281);
  expect(blocks(asked)).toEqual([201, 301]);
  await answer();
  await answer();
  expect(blocks(asked)).toEqual([201, 301, 101]);
  expect(rows.at(260)?.cells).toEqual(["260"]);
  expect(rows.at(900)).toBeUndefined();
});

test("while the table scrolls by, only what is seen at last is asked for", async () => {
  const { rows, asked, answer } = held();
  for (let place = 0; place < 900; place += 30) rows.want(list, place, place + 20);
  await answer();
  await answer();
  await answer();
  expect(blocks(asked)).toEqual([1, 101, 801, 901, 701]);
});

test("rows that may have changed are shown until they have come again", async () => {
  const { rows, asked, answer } = held();
  rows.want(list, 0, 20);
  await answer();
  await answer();
  rows.touch();
  expect(rows.at(5)?.cells).toEqual(["5"]);
  expect(blocks(asked)).toEqual([1, 101, 1, 101]);
});
