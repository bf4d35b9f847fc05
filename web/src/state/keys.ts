/** Keys of the keyboard, written as people write them: `Ctrl+K`, `Shift+A`, `Space`, `@`. */

/** What keys do, by their names. An answer of `false` lets the browser have the key after all. */
export type KeyMap = Record<string, (event: KeyboardEvent) => unknown>;

const NAMES: Record<string, string> = { " ": "Space", Escape: "Esc", ArrowUp: "Up", ArrowDown: "Down" };

/** What a key event needs to have to be named. */
export type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Names the pressed key. Cmd counts as Ctrl; Shift is named only with keys that it does not change. */
export function keyName(event: Pressed): string {
  const key = NAMES[event.key] ?? event.key;
  const isLetter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  const shift = event.shiftKey && (isLetter || key.length > 1);
  return [
    event.ctrlKey || event.metaKey ? "Ctrl+" : "",
    event.altKey ? "Alt+" : "",
    shift ? "Shift+" : "",
    isLetter ? key.toUpperCase() : key,
  ].join("");
}

/** The element that a key was pressed in, also where that stands in a shadow tree. */
function pressedIn(event: Event): HTMLElement | null {
  const inner = event.composedPath()[0] ?? event.target;
  return inner instanceof HTMLElement ? inner : null;
}

/** Whether the key was pressed where text is written. */
export function isTyping(event: Event): boolean {
  return (pressedIn(event)?.closest("input, textarea, select, [contenteditable=true]") ?? null) !== null;
}

/** Whether keys belong to the element: it takes text, or the key works it. */
function ownsKey(event: KeyboardEvent, name: string): boolean {
  const target = pressedIn(event);
  if (target === null || name.startsWith("Ctrl+")) return false;
  if (isTyping(event) || target.closest("[role=menu], [role=listbox]")) return true;
  const pressesButton = name === "Space" || name === "Enter";
  return pressesButton && target.closest("button, a[href], summary, [role=treeitem]") !== null;
}

const maps: KeyMap[] = [];

/** Listens to keys of the whole page until the answered function is called. What listens last comes first; open dialogs keep keys to themselves. */
export function useKeys(map: KeyMap): () => void {
  if (maps.length === 0) window.addEventListener("keydown", pressed);
  maps.push(map);
  return () => {
    maps.splice(maps.indexOf(map), 1);
    if (maps.length === 0) window.removeEventListener("keydown", pressed);
  };
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const name = keyName(event);
  const run = maps.findLast((map) => name in map)?.[name];
  if (!run || ownsKey(event, name)) return;
  if (document.querySelector("[role=dialog], [role=alertdialog]")) return;
  if (run(event) !== false) event.preventDefault();
}
