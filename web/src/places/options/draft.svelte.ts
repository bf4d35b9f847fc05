/** The options of a deck while they are changed: nothing is saved until all is. */
import { call } from "../../api/client";
import type { Params, Result } from "../../api/contract";
import type { DraftOf } from "../../state/drafting.svelte";
import { onto, same } from "../../state/onto";
import { valueAt, withValue, type Config } from "./fields";

/** The options of a deck as they are saved. */
export type Saved = Result<"deckOptions">;

type Changes = Omit<Params<"saveDeckOptions">, "deck" | "rescheduleCards" | "seen"> & {
  configs: Config[];
  removed: number[];
  withSubdecks: boolean;
};

/** What is saved, and what it is to be. */
export class Draft implements DraftOf<Saved, Draft> {
  /** The id of the deck. */
  readonly id: number;
  readonly saved: Saved;
  configs = $state.raw<Config[]>([]);
  chosen = $state(0);
  removed = $state.raw<number[]>([]);
  withSubdecks = $state(false);
  limits = $state.raw<Saved["limits"]>({ newPerDay: null, reviewsPerDay: null, newToday: null, reviewsToday: null });
  desiredRetention = $state<number | null>(null);
  switches = $state.raw<Saved["switches"]>({
    fsrs: false,
    newCardsIgnoreReviewLimit: false,
    applyAllParentLimits: false,
  });
  description = $state("");
  /** Whether cards are rescheduled where FSRS knows them anew. */
  reschedules = $state(false);
  /** What is wrong with what was typed, by the names of the fields. */
  problems = $state<Record<string, string>>({});

  get title(): string {
    return this.saved.name;
  }

  constructor(id: number, saved: Saved) {
    this.id = id;
    this.saved = saved;
    this.discard();
  }

  discard(): void {
    this.configs = this.saved.presets.map(({ config }) => config);
    this.chosen = this.saved.preset;
    this.removed = [];
    this.withSubdecks = false;
    this.limits = this.saved.limits;
    this.desiredRetention = this.saved.desiredRetention;
    this.switches = this.saved.switches;
    this.description = this.saved.description;
    this.reschedules = false;
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

  /** Gives an option of a preset a value: of the chosen one, or of another. */
  set(name: string, value: unknown, preset = this.chosen): void {
    this.configs = this.configs.map((config) => (config["id"] === preset ? withValue(config, name, value) : config));
  }

  isChanged(name: string): boolean {
    const saved = this.#savedConfig(this.chosen);
    return saved !== undefined && !same(valueAt(saved, name), valueAt(this.config, name));
  }

  reset(name: string): void {
    const saved = this.#savedConfig(this.chosen);
    if (saved) this.set(name, valueAt(saved, name));
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

  /** The presets that are not as they are saved, new ones among them. */
  get #changed(): Config[] {
    return this.configs.filter((config) => !same(config, this.#savedConfig(config["id"])));
  }

  get #changes(): Changes {
    const { saved } = this;
    const changed = this.#changed;
    changed.sort((one, other) => Number(one["id"] === this.chosen) - Number(other["id"] === this.chosen));
    const isOther = this.chosen !== saved.preset || this.withSubdecks;
    return {
      configs: changed.map((config) => (Number(config["id"]) < 0 ? { ...config, id: 0 } : config)),
      removed: this.removed,
      withSubdecks: this.withSubdecks,
      ...(isOther ? { preset: Math.max(this.chosen, 0) } : {}),
      ...(same(this.limits, saved.limits) ? {} : { limits: this.limits }),
      ...(this.desiredRetention === saved.desiredRetention ? {} : { desiredRetention: this.desiredRetention }),
      ...(same(this.switches, saved.switches) ? {} : { switches: this.switches }),
      ...(this.description === saved.description ? {} : { description: this.description }),
    };
  }

  /** Rescheduling alone is nothing to save: it goes with another change. */
  get isDirty(): boolean {
    const { configs, removed, withSubdecks, ...rest } = this.#changes;
    return configs.length + removed.length > 0 || withSubdecks || Object.keys(rest).length > 0;
  }

  get wrong(): string | null {
    return Object.values(this.problems)[0] ?? null;
  }

  /** What is changed here, as it is in a saved state. */
  #touched({ preset, presets, limits, desiredRetention, switches, description, markdown }: Saved): unknown {
    const { removed, ...changes } = this.#changes;
    const isOther = changes.preset !== undefined;
    const ids = [...this.#changed.map(({ id }) => id), ...removed, ...(isOther ? [this.chosen] : [])];
    return [
      ids.length > 0 && preset,
      presets.map(({ config }) => config).filter(({ id }) => ids.includes(id)),
      changes.limits && limits,
      changes.desiredRetention !== undefined && desiredRetention,
      changes.switches && switches,
      changes.description !== undefined && [description, markdown],
    ];
  }

  isOvertaken(present: Saved): boolean {
    return !same(this.#touched(this.saved), this.#touched(present));
  }

  /** A preset that was changed here and removed by others is made again. */
  onto(present: Saved): Draft {
    const draft = new Draft(this.id, present);
    const isThere = (id: unknown): boolean => draft.configs.some((config) => config["id"] === id);
    const wanted = isThere(this.chosen) ? onto(present.preset, this.saved.preset, this.chosen) : -Math.abs(this.chosen);
    const made = this.#changed.filter(({ id }) => !isThere(id));
    draft.removed = this.removed.filter(isThere);
    draft.configs = [
      ...draft.configs.filter(({ id }) => !draft.removed.includes(Number(id))).map((config) => this.#over(config)),
      ...made.map((config) => ({ ...config, id: -Math.abs(Number(config["id"])) })),
    ];
    draft.chosen = [wanted, present.preset].find(isThere) ?? 1;
    draft.withSubdecks = this.withSubdecks;
    draft.limits = onto(present.limits, this.saved.limits, this.limits);
    draft.desiredRetention = onto(present.desiredRetention, this.saved.desiredRetention, this.desiredRetention);
    draft.switches = onto(present.switches, this.saved.switches, this.switches);
    draft.description = onto(present.description, this.saved.description, this.description);
    draft.reschedules = this.reschedules;
    return draft;
  }

  /** A preset as it is saved now, with what is changed here. */
  #over(config: Config): Config {
    const before = this.#savedConfig(config["id"]);
    const mine = this.configs.find(({ id }) => id === config["id"]);
    return before && mine ? onto(config, before, mine) : config;
  }

  async save(seen: Saved): Promise<void> {
    await call("saveDeckOptions", { deck: this.id, ...this.#changes, rescheduleCards: this.reschedules, seen });
  }
}
