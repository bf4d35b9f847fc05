/** The sidebar of the browser: one list of lines, of which folding and the filter leave some. */
import type { SidebarTree } from "../../api/pending";
import { texts } from "../../texts";

/** The parts of the sidebar. */
export type Section = "saved" | "today" | "flags" | "states" | "decks" | "notetypes" | "tags";

/** A line: a section's heading, or a search in it. */
export interface Line {
  /** Unique in the sidebar, and the same from one time to the next. */
  key: string;
  section: Section;
  label: string;
  /** Null for a heading that finds nothing by itself. */
  query: string | null;
  /** 0 for a heading. */
  level: number;
  hasChildren: boolean;
  flag?: number;
}

/** All lines of the tree in their order. */
export function linesOf(tree: SidebarTree): Line[] {
  const { sections, keys } = texts.sidebar;
  const named = (key: string): string => keys[key] ?? key;
  const nodes = (section: Section, list: SidebarTree["decks"]): Line[] =>
    list.map(({ name, fullName, query, level }, index) => ({
      key: `${section}/${fullName}`,
      section,
      label: name,
      query,
      level,
      hasChildren: (list[index + 1]?.level ?? 0) > level,
    }));
  const flat = (section: Section, list: { id: string; label: string; query: string; flag?: number }[]): Line[] =>
    list.map(({ id, ...line }) => ({ ...line, key: `${section}/${id}`, section, level: 1, hasChildren: false }));
  const parts: Record<Section, Line[]> = {
    saved: flat(
      "saved",
      tree.saved.map(({ name, query }) => ({ id: name, label: name, query })),
    ),
    today: flat(
      "today",
      tree.today.map(({ key, query }) => ({ id: key, label: named(key), query })),
    ),
    flags: flat(
      "flags",
      tree.flags.map(({ flag, name, query }) => ({ id: String(flag), label: name, query, flag })),
    ),
    states: flat(
      "states",
      tree.states.map(({ key, query }) => ({ id: key, label: named(key), query })),
    ),
    decks: nodes("decks", tree.decks),
    notetypes: tree.notetypes.flatMap((type) => notetypeLines(type)),
    tags: nodes("tags", tree.tags),
  };
  return (Object.keys(parts) as Section[]).flatMap((section) => {
    const label = sections[section];
    const heading = { key: section, section, label, query: null, level: 0, hasChildren: parts[section].length > 0 };
    return [heading, ...parts[section]];
  });
}

function notetypeLines({ id, name, query, templates }: SidebarTree["notetypes"][number]): Line[] {
  const section = "notetypes";
  const own = {
    key: `${section}/${id}`,
    section,
    label: name,
    query,
    level: 1,
    hasChildren: templates.length > 0,
  } as const;
  const below = templates.map((template, index) => ({
    key: `${section}/${id}/${index}`,
    section,
    label: template.name,
    query: template.query,
    level: 2,
    hasChildren: false,
  }));
  return [own, ...below.map((line) => ({ ...line, section: "notetypes" as const }))];
}

/** The lines to show. With a filter those whose label holds it, with those above them. */
export function shownLines(lines: readonly Line[], folded: ReadonlySet<string>, filter: string): Line[] {
  const wanted = filter.trim().toLocaleLowerCase();
  return wanted === "" ? unfolded(lines, folded) : matching(lines, wanted);
}

function unfolded(lines: readonly Line[], folded: ReadonlySet<string>): Line[] {
  let hiddenBelow = Infinity;
  return lines.filter((line) => {
    if (line.level > hiddenBelow) return false;
    hiddenBelow = folded.has(line.key) ? line.level : Infinity;
    return true;
  });
}

function matching(lines: readonly Line[], wanted: string): Line[] {
  const kept = new Set<Line>();
  const above: Line[] = [];
  for (const line of lines) {
    above.length = line.level;
    above[line.level] = line;
    if (line.level > 0 && line.label.toLocaleLowerCase().includes(wanted)) above.forEach((one) => kept.add(one));
  }
  return lines.filter((line) => kept.has(line));
}

/** The parts that are folded at first: those that may be long below their first level. */
export function firstFolded(lines: readonly Line[]): string[] {
  return lines.filter((line) => line.level > 0 && line.hasChildren).map((line) => line.key);
}
