/** The page's tie to the server: addresses with tokens, the event stream, and who listens to it. */
import { call, listen, PAGE_ID, storedKey, storeKey } from "../api/client";
import { follow, type Kind, type ServerEvent } from "../api/events";
import type { Result } from "../api/contract";
import type { Prompt, Screen } from "../api/pending";

type Listener = (event: ServerEvent) => void;

class Session {
  /** Addresses of media, uploads and the like; none before the first answer. */
  addresses = $state.raw<Result<"openScreen"> | null>(null);
  connection = $state<"starting" | "open" | "lost">("starting");
  keyMissing = $state(false);
  /** Whether the missing key is one that the browser has sent, and the server did not take. */
  keyRefused = $state(false);
  screen = $state.raw<Screen | null>(null);
  prompts = $state.raw<Prompt[]>([]);
  undoLabel = $state<string | null>(null);
  #listeners = new Set<Listener>();
  #isStreaming = false;
  /** The revision of the screen that is known. */
  #revision = -1;
  #end: (() => void) | null = null;

  /** Starts the stream. */
  start(): void {
    listen({
      reached: (works) => {
        if (works ? this.connection === "lost" && this.#isStreaming : this.connection === "open")
          this.connection = works ? "open" : "lost";
      },
      keyTaken: () => (this.keyMissing = false),
      keyMissing: () => {
        this.keyMissing = true;
        this.keyRefused = storedKey() !== null;
      },
    });
    this.#end?.();
    this.#end = follow({
      address: async () => {
        const addresses = await call("openScreen", {});
        this.addresses = addresses;
        this.keyMissing = false;
        return addresses.eventsUrl;
      },
      event: (event) => this.#take(event),
      open: (isOpen) => {
        this.#isStreaming = isOpen;
        this.connection = isOpen ? "open" : "lost";
      },
    });
  }

  /** Keeps the key and tries again with it. */
  useKey(key: string): void {
    storeKey(key);
    this.start();
  }

  /** Hears events until the answered function is called. */
  hear(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes over what the screen shows, unless something newer is known; whether it was taken. */
  saw(screen: Screen): boolean {
    if (screen.revision < this.#revision) return false;
    this.#revision = screen.revision;
    this.screen = screen;
    return true;
  }

  #take(event: ServerEvent): void {
    if (event.type === "hello") this.#greeted(event.profile);
    if (event.type === "screen" && !this.saw(event.screen)) return;
    if (event.type === "prompts") this.prompts = event.prompts;
    if (event.type === "changed") this.undoLabel = event.undo;
    for (const listener of this.#listeners) listener(event);
    // The stream begins with all that a page has to know.
    if (event.type === "missed") this.start();
  }

  /** A server that was started anew, or another profile, counts from the beginning. */
  #greeted(profile: string | null): void {
    this.#revision = -1;
    const known = this.addresses?.profile ?? null;
    // Nothing that the page shows is of that collection.
    if (known !== null && profile !== null && profile !== known) location.reload();
  }
}

export const session = new Session();

/** Whether an event was caused by this page itself. */
export function isOwn(event: { page: string | null }): boolean {
  return event.page === PAGE_ID;
}

/** Whether a change touched one of the kinds, or all may have changed. */
export function touches(event: ServerEvent, kinds: readonly Kind[]): boolean {
  if (event.type === "missed" || event.type === "hello") return true;
  return event.type === "changed" && event.kinds.some((kind) => kinds.includes(kind));
}
