/** The options of a deck while they are changed: nothing is saved until all is. */
import { call } from "../../api/client";
import type { Params, Result } from "../../api/contract";
import { attempt } from "../../state/wording";
import { valueAt, withValue, type Config } from "./fields";

type Saved = Result<"deckOptions">;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

type Changes = Omit<Params<"saveDeckOptions">, "deck"> & {
  configs: Config[];
  removed: number[];
  withSubdecks: boolean;
};

/** What is saved, and what it is to be. */
export class Draft {
  readonly deck: number;
  readonly saved: Saved;
  configs = $state.raw<Config[]>([]);
  chosen = $state(0);
  removed = $state.raw<number[]>([]);
  withSubdecks = $state(false);
  limits = $state.raw<Saved["limits"]>({ newPerDay: null, reviewsPerDay: null, newToday: null, reviewsToday: null });
  switches = $state.raw<Saved["switches"]>({
    fsrs: false,
    newCardsIgnoreReviewLimit: false,
    applyAllParentLimits: false,
  });
  description = $state("");
  /** What is wrong with what was typed, by the names of the fields. */
  problems = $state<Record<string, string>>({});

  get title(): string {
    return this.saved.name;
  }

  constructor(deck: number, saved: Saved) {
    this.deck = deck;
    this.saved = saved;
    this.discard();
  }

  /** Back to what is saved. */
  discard(): void {
    this.configs = this.saved.presets.map(({ config }) => config);
    this.chosen = this.saved.preset;
    this.removed = [];
    this.withSubdecks = false;
    this.limits = this.saved.limits;
    this.switches = this.saved.switches;
    this.description = this.saved.description;
    this.problems = {};
  }

  /** The preset that the deck has, or gets. */
  get config(): Config {
    return this.configs.find(({ id }) => id === this.chosen) ?? {};
  }

  #savedConfig(id: unknown): Config | undefined {
    return this.saved.presets.find(({ config }) => config["id"] === id)?.config;
  }

  /** How many decks have the chosen preset as it is saved. */
  get users(): number {
    return this.saved.presets.find(({ config }) => config["id"] === this.chosen)?.decks ?? 0;
  }

  decksOf(config: Config): number {
    return this.saved.presets.find((preset) => preset.config["id"] === config["id"])?.decks ?? 0;
  }

  set(name: string, value: unknown): void {
    const changed = withValue(this.config, name, value);
    this.configs = this.configs.map((config) => (config["id"] === this.chosen ? changed : config));
  }

  isChanged(name: string): boolean {
    const saved = this.#savedConfig(this.chosen);
    return saved !== undefined && !same(valueAt(saved, name), valueAt(this.config, name));
  }

  reset(name: string): void {
    const saved = this.#savedConfig(this.chosen);
    if (saved) this.set(name, valueAt(saved, name));
    this.fault(name, null);
  }

  fault(name: string, problem: string | null): void {
    const others = Object.entries(this.problems).filter(([other]) => other !== name);
    this.problems = Object.fromEntries(problem === null ? others : [...others, [name, problem]]);
  }

  /** A new preset like the chosen one, or like the default one. It gets its number when it is saved. */
  add(name: string, from: number): void {
    const source = this.configs.find(({ id }) => id === from) ?? this.config;
    const id = Math.min(0, ...this.configs.map((config) => Number(config["id"]))) - 1;
    this.configs = [...this.configs, { ...structuredClone(source), id, name }];
    this.chosen = id;
  }

  /** Takes the chosen preset away; the deck gets the default one. */
  remove(): void {
    if (this.chosen > 0) this.removed = [...this.removed, this.chosen];
    this.configs = this.configs.filter(({ id }) => id !== this.chosen);
    this.chosen = 1;
  }

  get #changes(): Changes {
    const { saved } = this;
    const changed = this.configs.filter((config) => !same(config, this.#savedConfig(config["id"])));
    changed.sort((one, other) => Number(one["id"] === this.chosen) - Number(other["id"] === this.chosen));
    const isOther = this.chosen !== saved.preset || this.withSubdecks;
    return {
      configs: changed.map((config) => (Number(config["id"]) < 0 ? { ...config, id: 0 } : config)),
      removed: this.removed,
      withSubdecks: this.withSubdecks,
      ...(isOther ? { preset: Math.max(this.chosen, 0) } : {}),
      ...(same(this.limits, saved.limits) ? {} : { limits: this.limits }),
      ...(same(this.switches, saved.switches) ? {} : { switches: this.switches }),
      ...(this.description === saved.description ? {} : { description: this.description }),
    };
  }

  get isDirty(): boolean {
    const { configs, removed, withSubdecks, ...rest } = this.#changes;
    return configs.length + removed.length > 0 || withSubdecks || Object.keys(rest).length > 0;
  }

  get isRight(): boolean {
    return Object.keys(this.problems).length === 0;
  }

  /** Saves all as one step; whether that worked. */
  async save(): Promise<boolean> {
    return (await attempt(call("saveDeckOptions", { deck: this.deck, ...this.#changes }))) !== undefined;
  }
}
