/** Tags as they are typed: words, in which a space ends one. */

/** The tags with those typed, each once whatever its letter case, in their order. */
export function withTags(tags: readonly string[], typed: string): string[] {
  const added = typed.split(/[\s,、　]+/).filter((tag) => tag !== "");
  const known = new Set(tags.map((tag) => tag.toLowerCase()));
  const fresh = added.filter((tag) => !known.has(tag.toLowerCase()) && known.add(tag.toLowerCase()));
  return [...tags, ...fresh];
}

/** The known tags that fit what was typed: those that begin with it, then those with a part that does, then those that hold it. */
export function offeredTags(known: readonly string[], typed: string, taken: readonly string[], most = 12): string[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === "") return [];
  const rank = (tag: string): number => {
    const low = tag.toLowerCase();
    if (low.startsWith(wanted)) return 0;
    if (low.split("::").some((part) => part.startsWith(wanted))) return 1;
    return low.includes(wanted) ? 2 : 3;
  };
  return known
    .map((tag) => ({ tag, rank: rank(tag) }))
    .filter(({ tag, rank }) => rank < 3 && !taken.includes(tag))
    .sort((one, other) => one.rank - other.rank || one.tag.localeCompare(other.tag))
    .slice(0, most)
    .map(({ tag }) => tag);
}
