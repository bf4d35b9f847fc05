/** The server's settings: each is saved as it is changed, and can be put back. */
import { call } from "../../api/client";
import type { ServerSettings, SettingValue } from "../../api/pending";
import { Order } from "../../state/order";
import { toasts } from "../../state/toasts.svelte";
import { attempt, wording } from "../../state/wording";
import { texts } from "../../texts";

class Server {
  settings = $state.raw<ServerSettings | null>(null);
  error = $state<string | null>(null);
  #order = new Order();

  async load(): Promise<void> {
    try {
      const answer = await this.#order.ask(() => call("serverSettings", {}));
      if (!answer) return;
      this.settings = answer.value;
      this.error = null;
    } catch (problem) {
      this.error = wording(problem);
    }
  }

  value(name: string): SettingValue {
    return this.settings?.values[name];
  }

  list(name: string): string[] {
    const value = this.value(name);
    return Array.isArray(value) ? value.map(String) : [];
  }

  isFixed(name: string): boolean {
    return this.settings?.fixed.includes(name) ?? false;
  }

  countsAtOnce(name: string): boolean {
    return this.settings?.live.includes(name) ?? false;
  }

  /** Saves a setting, and offers to put the old value back where it is known. */
  async change(name: string, value: SettingValue, text: string = texts.settings.saved): Promise<boolean> {
    let before: SettingValue;
    const done = await this.#act(() => {
      before = this.value(name);
      return call("changeServerSetting", { name, value });
    });
    if (!done) return false;
    const offer = { label: texts.actions.undo, run: () => void this.change(name, before ?? null) };
    toasts.show(text, before === undefined ? {} : { offer });
    return true;
  }

  /** Puts something into a list, or takes it out; what others did to the list meanwhile stays. */
  async changeList(name: string, item: string, isIn: boolean): Promise<boolean> {
    const done = await this.#act(async () => {
      this.settings = await call("serverSettings", {});
      const rest = this.list(name).filter((other) => other !== item);
      return call("changeServerSetting", { name, value: isIn ? [...rest, item] : rest });
    });
    if (!done) return false;
    const offer = { label: texts.actions.undo, run: () => void this.changeList(name, item, !isIn) };
    toasts.show(texts.settings.saved, { offer });
    return true;
  }

  /** Each change waits for the one before, so that none goes by an old value. */
  async #act(work: () => Promise<ServerSettings>): Promise<boolean> {
    const settings = await attempt(this.#order.act(work));
    if (settings) this.settings = settings;
    return settings !== undefined;
  }
}

export const server = new Server();
