/** The server's settings: each is saved as it is changed, and can be put back. */
import { call } from "../../api/client";
import type { ServerSettings, SettingValue } from "../../api/pending";
import { toasts } from "../../state/toasts.svelte";
import { attempt, wording } from "../../state/wording";
import { texts } from "../../texts";

class Server {
  settings = $state.raw<ServerSettings | null>(null);
  error = $state<string | null>(null);
  /** The change before: an answer must not overtake a later one. */
  #last: Promise<unknown> = Promise.resolve();

  async load(): Promise<void> {
    try {
      this.settings = await call("serverSettings", {});
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
    const before = this.value(name);
    const changed = this.#last.then(() => attempt(call("changeServerSetting", { name, value })));
    this.#last = changed;
    const settings = await changed;
    if (!settings) return false;
    this.settings = settings;
    const offer = { label: texts.actions.undo, run: () => void this.change(name, before ?? null) };
    toasts.show(text, before === undefined ? {} : { offer });
    return true;
  }
}

export const server = new Server();
