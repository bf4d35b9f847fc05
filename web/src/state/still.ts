/** Holds a part of the page still while it is saved: nothing is typed there that the answer would take away. */
export async function still<T>(part: HTMLElement | undefined, work: () => Promise<T>): Promise<T> {
  const focused = document.activeElement;
  if (part) part.inert = true;
  // What is typed meanwhile is no key of the page either.
  const swallow = (event: KeyboardEvent): void => event.stopPropagation();
  window.addEventListener("keydown", swallow, { capture: true });
  try {
    return await work();
  } finally {
    window.removeEventListener("keydown", swallow, { capture: true });
    if (part) part.inert = false;
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isFree && focused instanceof HTMLElement && focused.isConnected) focused.focus();
  }
}
