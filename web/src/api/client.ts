/** Calls of the server's actions. */
import type { ActionName, Params, Result } from "./contract";

/** Tells the server which of its events this page has caused. */
export const PAGE_ID = crypto.randomUUID();

const KEY_PLACE = "ankid.key";
const WRONG_KEY = "valid api key must be provided";
const OVERTAKEN = "this was changed elsewhere meanwhile, so nothing was saved";

/** What the server answered instead of a result, in its words. */
export class ActionError extends Error {
  constructor(
    readonly action: string,
    message: string,
  ) {
    super(message);
    this.name = "ActionError";
  }

  get isKeyMissing(): boolean {
    return this.message === WRONG_KEY;
  }

  /** What was to be saved over has been changed since it was seen. */
  get isOvertaken(): boolean {
    return this.message === OVERTAKEN;
  }
}

/** The server could not be reached, or does not answer as it should. */
export class ConnectionError extends Error {
  override name = "ConnectionError";
}

/** What the client tells the page. */
interface Listeners {
  reached: (works: boolean) => void;
  keyMissing: () => void;
  /** The server did what it was asked for with the key that is stored, or needs none. */
  keyTaken: () => void;
}

let listeners: Listeners = { reached: () => undefined, keyMissing: () => undefined, keyTaken: () => undefined };

/** Whether the page is being left: what it sends then is to arrive all the same. */
let isLeaving = false;
window.addEventListener("pagehide", () => (isLeaving = true), { capture: true });
window.addEventListener("pageshow", () => (isLeaving = false));
/** Browsers send no more than this much for a page that is gone. */
const MOST_LEAVING_BYTES = 60_000;

/** Names who hears about a lost connection and a missing key. */
export function listen(to: Listeners): void {
  listeners = to;
}

/** The API key that this browser keeps. */
export function storedKey(): string | null {
  return localStorage.getItem(KEY_PLACE);
}

/** Keeps the API key in this browser, or forgets it. */
export function storeKey(key: string | null): void {
  if (key === null) localStorage.removeItem(KEY_PLACE);
  else localStorage.setItem(KEY_PLACE, key);
}

/** Runs an action and answers its result. */
export async function call<Name extends ActionName>(
  action: Name,
  params: Params<Name>,
  signal?: AbortSignal,
): Promise<Result<Name>> {
  const key = storedKey();
  const body = JSON.stringify({ action, version: 6, params, ...(key === null ? {} : { key }) });
  const reply = await send(body, signal);
  if (reply.error === null) {
    listeners.keyTaken();
    return reply.result as Result<Name>;
  }
  const error = new ActionError(action, reply.error);
  if (error.isKeyMissing) listeners.keyMissing();
  throw error;
}

async function send(body: string, signal?: AbortSignal): Promise<{ result: unknown; error: string | null }> {
  let response: Response;
  try {
    response = await fetch("/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Ankid-Page": PAGE_ID },
      body,
      keepalive: isLeaving && new Blob([body]).size < MOST_LEAVING_BYTES,
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    listeners.reached(false);
    throw new ConnectionError("the server does not answer", { cause });
  }
  if (!response.ok) throw new ConnectionError(`the server answered with status ${response.status}`);
  listeners.reached(true);
  return readReply(await response.json());
}

function readReply(reply: unknown): { result: unknown; error: string | null } {
  if (typeof reply === "object" && reply !== null && "error" in reply) {
    const error = reply.error === null ? null : String(reply.error);
    return { result: "result" in reply ? reply.result : null, error };
  }
  throw new ConnectionError("the server's answer is not what an action answers");
}
