/** The server's event stream: one connection, opened again with patience when it breaks. */
import type { Result } from "./contract";
import type { ActivityRow, Prompt, Screen } from "./pending";

/** What of the collection a change touched. */
export type Kind = "notes" | "cards" | "decks" | "deckConfigs" | "notetypes" | "tags" | "reviews" | "config" | "media";

/** Work that tells how far it is. */
export type Job = "import" | "export" | "backup" | "optimize";

/** What it is busy with: the collection or its backup in bytes, or things by their number. */
export type Stage = "collection" | "media" | "notes" | "cards" | "reviews" | "backup";

/** How the screen was moved by a client. */
export type Move =
  "browse" | "add" | "edit" | "overview" | "review" | "decks" | "import" | "statistics" | "check" | "exit";

/** What the server tells. */
export type ServerEvent =
  | { type: "hello"; version: string; profile: string | null }
  | { type: "screen"; screen: Screen; page: string | null }
  | { type: "changed"; kinds: Kind[]; label: string; undo: string | null; redo: string | null; page: string | null }
  | { type: "activity"; row: ActivityRow }
  | { type: "prompts"; prompts: Prompt[] }
  | { type: "sync"; status: Result<"syncStatus"> }
  | { type: "toast"; client: string; did: Move }
  | { type: "audio"; side: "question" | "answer"; turn: number }
  | { type: "progress"; job: Job; stage: Stage; done: number; total: number; page: string | null }
  | { type: "stopping" }
  | { type: "missed" };

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 8000;

/** What the stream needs and tells. */
export interface StreamOptions {
  /** Answers the address of the stream; the server makes a new one at each of its starts. */
  address: () => Promise<string>;
  event: (event: ServerEvent) => void;
  /** Hears whether the stream is open. */
  open: (isOpen: boolean) => void;
  /** Opens a connection; tests bring their own. */
  connect?: (url: string) => EventSource;
}

/** Follows the stream until the answered function is called. */
export function follow(options: StreamOptions): () => void {
  const connect = options.connect ?? ((url: string) => new EventSource(url));
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waitMillis = FIRST_WAIT_MILLIS;
  let ended = false;

  const again = (): void => {
    source?.close();
    source = null;
    options.open(false);
    if (ended || timer !== undefined) return;
    timer = setTimeout(() => void start(), waitMillis);
    waitMillis = Math.min(waitMillis * 2, LONGEST_WAIT_MILLIS);
  };

  const start = async (): Promise<void> => {
    timer = undefined;
    try {
      const url = await options.address();
      if (ended) return;
      source = connect(url);
    } catch {
      again();
      return;
    }
    source.onopen = () => {
      waitMillis = FIRST_WAIT_MILLIS;
      options.open(true);
    };
    source.onerror = again;
    source.onmessage = (message: MessageEvent<string>) => options.event(JSON.parse(message.data) as ServerEvent);
  };

  const soon = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    void start();
  };
  window.addEventListener("online", soon);
  void start();
  return () => {
    ended = true;
    window.removeEventListener("online", soon);
    clearTimeout(timer);
    source?.close();
  };
}
