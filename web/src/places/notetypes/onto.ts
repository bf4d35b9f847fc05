/** A note type with what one has changed, over what others have made of it meanwhile. */
import { onto, same } from "../../state/onto";
import type { FieldDict, NotetypeDict, TemplateDict } from "./dictionary";

type Item = FieldDict | TemplateDict;

/** Where an item stood before; -1 for one that others have added. Old items have no ids. */
function placeBefore(item: Item, before: readonly Item[]): number {
  const [id, name] = [item["id"] ?? null, item.name];
  return before.findIndex((was) => (id === null ? was.name === name : was["id"] === id));
}

/** Fields or templates. What others have added stays, what they have taken away is not made again. */
function itemsOnto<T extends Item>(now: readonly T[], before: readonly T[], mine: readonly T[]): T[] {
  const changed = (item: T): T[] => {
    const place = placeBefore(item, before);
    const was = before[place];
    if (!was) return [item];
    return mine.filter(({ ord }) => ord === place).map((own) => onto(item, was, own));
  };
  const isInPlace = mine.length === before.length && mine.every(({ ord }, place) => ord === place);
  if (isInPlace) return now.flatMap(changed);
  const placed = mine.flatMap((own) =>
    own.ord === null ? [own] : now.filter((item) => placeBefore(item, before) === own.ord).flatMap(changed),
  );
  return [...placed, ...now.filter((item) => placeBefore(item, before) < 0)];
}

/** What is there now, with all that `mine` changes in the note type as it was before. */
export function notetypeOnto(now: NotetypeDict, before: NotetypeDict, mine: NotetypeDict): NotetypeDict {
  const sorted = now.flds.findIndex((field) => placeBefore(field, before.flds) === mine.sortf);
  return {
    ...onto(now, before, mine),
    flds: itemsOnto(now.flds, before.flds, mine.flds),
    tmpls: itemsOnto(now.tmpls, before.tmpls, mine.tmpls),
    sortf: same(before.sortf, mine.sortf) || sorted < 0 ? now.sortf : sorted,
  };
}
