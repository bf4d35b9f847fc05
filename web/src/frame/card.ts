/**
 * The inside of the card frame: shows what the page hands in, with the DOM that templates rely on.
 * Scripts of cards run here too, so all that matters is taken hold of before the first card is shown.
 */
import { bodyClasses, rootClasses } from "./classes";
import "./card.css";
import { hasFormula, typeset } from "./mathjax";
import type { FromFrame, ShownSide, ToFrame } from "./messages";
import { replaceChildren } from "./scripts";

declare global {
  interface Window {
    onUpdateHook: (() => void)[];
    onShownHook: (() => void)[];
  }
}

type KeyPart = "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey";

const qa = document.getElementById("qa") ?? document.body;
const root = rootClasses(navigator);
const style = document.createElement("style");
const base = document.createElement("base");
let cardClasses = "card";
let shows = 0;
/** The number that the page gave the side that stands here. */
let number = 0;

// Getters as the browser made them: a card that replaces them changes nothing here.
const keyGetters = new Map<KeyPart, () => unknown>();
for (const part of ["key", "ctrlKey", "metaKey", "altKey", "shiftKey"] as const) {
  const getter = Object.getOwnPropertyDescriptor(KeyboardEvent.prototype, part)?.get;
  if (getter) keyGetters.set(part, getter);
}
const { apply } = Reflect;

function keyPart(event: KeyboardEvent, part: KeyPart): unknown {
  return apply(keyGetters.get(part) ?? (() => undefined), event, []);
}

function begin(event: MessageEvent): void {
  const port = event.ports[0];
  if (event.source !== window.parent || !port) return;
  window.removeEventListener("message", begin);
  const post = port.postMessage.bind(port);
  const send = (message: FromFrame): void => post(message);
  port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
    if (data.type === "night") showClasses(data.isNight);
    else void show(data, send);
  };
  listen(send);
}

function listen(send: (message: FromFrame) => void): void {
  window.addEventListener("keydown", (event) => forwardKey(event, send), true);
  document.addEventListener(
    "input",
    (event) => {
      if (event.target instanceof HTMLInputElement && event.target.id === "typeans") {
        send({ type: "typed", number, text: event.target.value });
      }
    },
    true,
  );
  document.addEventListener("click", (event) => click(event, send));
}

function forwardKey(event: KeyboardEvent, send: (message: FromFrame) => void): void {
  if (!event.isTrusted || event.isComposing) return;
  const key = String(keyPart(event, "key"));
  const holds = (part: KeyPart): boolean => keyPart(event, part) === true;
  const target = event.target;
  const isTyping =
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
  const isAnswer = target instanceof HTMLElement && target.id === "typeans" && key === "Enter";
  if (isTyping && !isAnswer) return;
  if (key === " " || key === "/" || key === "'") event.preventDefault();
  send({
    type: "key",
    key,
    ctrlKey: holds("ctrlKey"),
    metaKey: holds("metaKey"),
    altKey: holds("altKey"),
    shiftKey: holds("shiftKey"),
  });
}

function click(event: MouseEvent, send: (message: FromFrame) => void): void {
  const target = event.target instanceof Element ? event.target.closest("a") : null;
  if (!target) return;
  const { ankidSide: side, ankidIndex: index } = target.dataset;
  if (side && index) send({ type: "play", number, side: side === "a" ? "answer" : "question", index: Number(index) });
  const written = target.getAttribute("href");
  if (written === null) return;
  event.preventDefault();
  if (written.startsWith("#")) scrollTo(written.slice(1));
  else if (event.isTrusted && /^https?:/i.test(target.href)) send({ type: "link", url: target.href });
}

function showClasses(isNight: boolean): void {
  document.documentElement.className = [...root, ...(isNight ? ["night-mode"] : [])].join(" ");
  document.documentElement.dataset["bsTheme"] = isNight ? "dark" : "light";
  document.body.className = [cardClasses, ...bodyClasses(root, isNight)].join(" ");
}

async function show(side: ShownSide, send: (message: FromFrame) => void): Promise<void> {
  const turn = ++shows;
  base.href = new URL(side.mediaUrl, import.meta.url).href;
  cardClasses = side.bodyClasses;
  showClasses(side.isNight);
  style.textContent = side.css;
  const math = hasFormula(side.html);
  if (math) qa.style.visibility = "hidden";
  window.onUpdateHook = [];
  window.onShownHook = [];
  ({ number } = side);
  await replaceChildren(qa, withReplayButtons(side.html));
  run(window.onUpdateHook);
  // A formula that cannot be set stays as it was written.
  if (math) await typeset(qa).catch(() => undefined);
  if (turn !== shows) return;
  qa.style.visibility = "";
  if (side.side === "answer") scrollTo("answer");
  else window.scrollTo(0, 0);
  if (side.focusTyping) document.getElementById("typeans")?.focus();
  run(window.onShownHook);
  send({ type: "shown" });
}

/** Brings an element to the top of the frame. `scrollIntoView` would move the page around it too. */
function scrollTo(id: string): void {
  const place = document.getElementById(id)?.getBoundingClientRect();
  if (place) window.scrollTo(0, place.top + window.scrollY);
}

function run(hooks: unknown): void {
  if (!Array.isArray(hooks)) return;
  for (const hook of hooks) if (typeof hook === "function") hook();
}

/** Buttons in the places of sounds. */
function withReplayButtons(html: string): string {
  return html.replace(
    /\[anki:play:([qa]):(\d+)\]/g,
    (_, side: string, index: string) =>
      `<a class="replay-button soundLink" href="#" draggable="false" aria-label="Play" data-ankid-side="${side}" data-ankid-index="${index}">` +
      `<svg class="playImage" viewBox="0 0 64 64" version="1.1"><circle cx="32" cy="32" r="29"></circle>` +
      `<path d="M56.502,32.301l-37.502,20.101l0.329,-40.804l37.173,20.703Z"></path></svg></a>`,
  );
}

document.head.append(base, style);
showClasses(false);
window.addEventListener("message", begin);
