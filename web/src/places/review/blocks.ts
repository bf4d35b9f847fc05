/** The blocks that two texts share, found as Ratcliff and Obershelp do: the longest first, then the same on both sides of it. */

/** What happened to a stretch of the first text on the way to the second. */
export interface Step {
  kind: "equal" | "delete" | "insert" | "replace";
  first: string[];
  second: string[];
}

interface Block {
  first: number;
  second: number;
  size: number;
}

/** The steps from the first text to the second. */
export function steps(first: readonly string[], second: readonly string[]): Step[] {
  const places = placesOf(second);
  const blocks = [
    ...sharedBlocks(first, second.length, places),
    { first: first.length, second: second.length, size: 0 },
  ];
  const found: Step[] = [];
  let one = 0;
  let two = 0;
  for (const block of blocks) {
    const gone = first.slice(one, block.first);
    const come = second.slice(two, block.second);
    if (gone.length > 0 || come.length > 0) {
      const kind = gone.length === 0 ? "insert" : come.length === 0 ? "delete" : "replace";
      found.push({ kind, first: gone, second: come });
    }
    one = block.first + block.size;
    two = block.second + block.size;
    const equal = first.slice(block.first, one);
    const last = found.at(-1);
    if (last?.kind === "equal") last.first.push(...equal);
    else if (equal.length > 0) found.push({ kind: "equal", first: equal, second: equal });
  }
  return found;
}

/** Where each sign stands in the text. */
function placesOf(text: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  text.forEach((sign, index) => {
    const found = places.get(sign);
    if (found) found.push(index);
    else places.set(sign, [index]);
  });
  return places;
}

function sharedBlocks(first: readonly string[], secondLength: number, places: Map<string, number[]>): Block[] {
  const blocks: Block[] = [];
  const waiting = [{ firstFrom: 0, firstTo: first.length, secondFrom: 0, secondTo: secondLength }];
  for (let range = waiting.pop(); range; range = waiting.pop()) {
    const block = longest(first, places, range);
    if (block.size === 0) continue;
    blocks.push(block);
    waiting.push({ ...range, firstTo: block.first, secondTo: block.second });
    waiting.push({ ...range, firstFrom: block.first + block.size, secondFrom: block.second + block.size });
  }
  return blocks.sort((one, other) => one.first - other.first);
}

interface Range {
  firstFrom: number;
  firstTo: number;
  secondFrom: number;
  secondTo: number;
}

/** The longest shared block in a range; of equally long ones the earliest. */
function longest(first: readonly string[], places: Map<string, number[]>, range: Range): Block {
  let best: Block = { first: range.firstFrom, second: range.secondFrom, size: 0 };
  let endingBefore = new Map<number, number>();
  for (let one = range.firstFrom; one < range.firstTo; one++) {
    const ending = new Map<number, number>();
    for (const two of places.get(first[one] ?? "") ?? []) {
      if (two < range.secondFrom || two >= range.secondTo) continue;
      const size = (endingBefore.get(two - 1) ?? 0) + 1;
      ending.set(two, size);
      if (size > best.size) best = { first: one - size + 1, second: two - size + 1, size };
    }
    endingBefore = ending;
  }
  return best;
}
