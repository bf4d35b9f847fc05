/** Errors in words that say what to do. */
import { ActionError, ConnectionError } from "../api/client";
import { texts } from "../texts";
import { toasts } from "./toasts.svelte";

/** What to say about a problem. */
export function wording(problem: unknown): string {
  if (problem instanceof ConnectionError) return texts.problems.noServer;
  if (problem instanceof ActionError) return sentence(problem.message);
  return texts.problems.unknown;
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(start) ? start : `${start}.`;
}

/** Waits for work that the person asked for, and shows why it failed. */
export async function attempt<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (problem) {
    toasts.show(wording(problem), { kind: "error" });
    return undefined;
  }
}
