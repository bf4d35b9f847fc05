/** Where the page stands. Back and forward work by themselves. */
import { parseAddress, type Address } from "./address";

class Router {
  current = $state.raw<Address>(parseAddress(location.hash));

  constructor() {
    window.addEventListener("hashchange", () => {
      this.current = parseAddress(location.hash);
    });
  }

  /** Moves to an address. */
  go(to: string): void {
    if (location.hash !== to) location.hash = to;
  }

  /** Puts an address in the place of the present one, without a step to go back to. */
  replace(to: string): void {
    history.replaceState(null, "", to);
    this.current = parseAddress(to);
  }
}

export const router = new Router();
