/** Light, dark, or as the system has it. */

/** What the person chose. */
export type Theme = "system" | "light" | "dark";

const PLACE = "ankid.theme";
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

function stored(): Theme {
  const value = localStorage.getItem(PLACE);
  return value === "light" || value === "dark" ? value : "system";
}

class ThemeState {
  choice = $state<Theme>(stored());
  #systemIsDark = $state(darkSystem.matches);
  readonly isDark = $derived(this.choice === "system" ? this.#systemIsDark : this.choice === "dark");

  constructor() {
    darkSystem.addEventListener("change", (event) => {
      this.#systemIsDark = event.matches;
    });
    this.#show();
  }

  set(choice: Theme): void {
    this.choice = choice;
    if (choice === "system") localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, choice);
    this.#show();
  }

  #show(): void {
    if (this.choice === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = this.choice;
  }
}

export const theme = new ThemeState();
