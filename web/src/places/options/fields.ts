/** The options of a preset: what they are, where they stand in it, and which values they may have. */
import { texts } from "../../texts";
import type { FieldName } from "../../texts/options";
import { readSteps, showSteps } from "./steps";

/** A preset in the form in which the server answers it. */
export type Config = Record<string, unknown>;

/** How an option is shown and read. */
export type FieldKind =
  | { kind: "number"; least: number; most: number; step?: number; times?: number }
  | { kind: "switch"; asNumber?: boolean }
  | { kind: "choice" }
  | { kind: "steps" }
  | { kind: "parameters" }
  | { kind: "date" };

/** An option. */
export type Field = FieldKind & { name: FieldName; only?: "fsrs" | "sm2" };

/** A group of options under a heading. */
export interface Group {
  title: keyof (typeof texts.options)["sections"];
  fields: Field[];
}

const days = (name: FieldName): Field => ({ name, kind: "number", least: 1, most: 36_500 });

/** The groups whose options all stand in the preset, as the dialog of Anki has them. */
export const GROUPS: Group[] = [
  {
    title: "new",
    fields: [
      { name: "new.delays", kind: "steps" },
      { ...days("new.ints.0"), only: "sm2" },
      { ...days("new.ints.1"), only: "sm2" },
      { name: "new.order", kind: "choice" },
    ],
  },
  {
    title: "lapses",
    fields: [
      { name: "lapse.delays", kind: "steps" },
      { ...days("lapse.minInt"), only: "sm2" },
      { name: "lapse.leechFails", kind: "number", least: 1, most: 9999 },
      { name: "lapse.leechAction", kind: "choice" },
    ],
  },
  {
    title: "order",
    fields: [
      { name: "newGatherPriority", kind: "choice" },
      { name: "newSortOrder", kind: "choice" },
      { name: "newMix", kind: "choice" },
      { name: "interdayLearningMix", kind: "choice" },
      { name: "reviewOrder", kind: "choice" },
    ],
  },
  {
    title: "fsrs",
    fields: [{ name: "fsrsParams6", kind: "parameters", only: "fsrs" }],
  },
  {
    title: "burying",
    fields: [
      { name: "new.bury", kind: "switch" },
      { name: "rev.bury", kind: "switch" },
      { name: "buryInterdayLearning", kind: "switch" },
    ],
  },
  {
    title: "audio",
    fields: [
      { name: "autoplay", kind: "switch" },
      { name: "replayq", kind: "switch" },
    ],
  },
  {
    title: "timers",
    fields: [
      { name: "maxTaken", kind: "number", least: 1, most: 9999 },
      { name: "timer", kind: "switch", asNumber: true },
      { name: "stopTimerOnAnswer", kind: "switch" },
    ],
  },
  {
    title: "advance",
    fields: [
      { name: "secondsToShowQuestion", kind: "number", least: 0, most: 9999, step: 0.1 },
      { name: "secondsToShowAnswer", kind: "number", least: 0, most: 9999, step: 0.1 },
      { name: "waitForAudio", kind: "switch" },
      { name: "questionAction", kind: "choice" },
      { name: "answerAction", kind: "choice" },
    ],
  },
  {
    title: "advanced",
    fields: [
      days("rev.maxIvl"),
      { name: "new.initialFactor", kind: "number", least: 1.31, most: 5, step: 0.01, times: 1000, only: "sm2" },
      { name: "rev.ease4", kind: "number", least: 1, most: 5, step: 0.01, only: "sm2" },
      { name: "rev.ivlFct", kind: "number", least: 0.5, most: 2, step: 0.01, only: "sm2" },
      { name: "rev.hardFactor", kind: "number", least: 0.5, most: 1.3, step: 0.01, only: "sm2" },
      { name: "lapse.mult", kind: "number", least: 0, most: 1, step: 0.01, only: "sm2" },
      { name: "sm2Retention", kind: "number", least: 0.7, most: 0.97, step: 0.01, only: "fsrs" },
      { name: "ignoreRevlogsBeforeDate", kind: "date", only: "fsrs" },
    ],
  },
];

/** So many parameters FSRS has had: none for the usual ones, 21 at present. */
const COUNTS_OF_PARAMETERS = [0, 17, 19, 21];

/** The limits of a day, which a deck may have for itself. */
export const LIMIT = { kind: "number", least: 0, most: 9999 } as const;

/** The desired retention, which a deck may have for itself. */
export const RETENTION = { kind: "number", least: 0.7, most: 0.99, step: 0.01 } as const;

/** The value at the place in the preset that a name says: `new.ints.0`. */
export function valueAt(config: Config, name: string): unknown {
  let value: unknown = config;
  for (const part of name.split(".")) value = (value as Record<string, unknown> | undefined)?.[part];
  return value;
}

/** The preset with another value there; the given one stays as it is. */
export function withValue(config: Config, name: string, value: unknown): Config {
  const copy = structuredClone(config);
  const parts = name.split(".");
  const last = parts.pop() ?? "";
  let place = copy;
  for (const part of parts) place = place[part] as Config;
  place[last] = value;
  return copy;
}

/** A value as it stands in the field where it is changed. */
export function shown(field: FieldKind, value: unknown): string {
  if (field.kind === "steps") return showSteps(value as number[]);
  if (field.kind === "parameters") return (value as number[]).join(", ");
  if (field.kind === "number" && field.times) return String(Number(value) / field.times);
  return String(value ?? "");
}

/** What was typed as a value, or why it is none. */
export function read(field: FieldKind, typed: string): { value: unknown } | { problem: string } {
  const { badSteps, badRange, badParameters, badDate } = texts.options;
  const text = typed.trim();
  if (field.kind === "steps") {
    const steps = readSteps(text);
    return steps ? { value: steps } : { problem: badSteps };
  }
  if (field.kind === "parameters") {
    const numbers = text === "" ? [] : text.split(/[\s,]+/).map(Number);
    return numbers.every(Number.isFinite) && COUNTS_OF_PARAMETERS.includes(numbers.length)
      ? { value: numbers }
      : { problem: badParameters };
  }
  if (field.kind === "date") {
    const isDate = text === "" || (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)));
    return isDate ? { value: text } : { problem: badDate };
  }
  if (field.kind !== "number") return { value: Number(text) };
  const number = Number(text);
  const isWhole = field.step !== undefined || Number.isInteger(number);
  if (text === "" || !isWhole || !(number >= field.least && number <= field.most))
    return { problem: badRange(field.least, field.most) };
  return { value: field.times ? Math.round(number * field.times) : number };
}
