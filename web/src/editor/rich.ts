/**
 * A field as rich text: a part of the page that can be edited, in a shadow of its own, so that styles in a field stay
 * there. What comes in is purified (`html.ts`), and the page's policy lets no script of a field run.
 */
import { edited, pasted, toEdit } from "./html";

/** How a field looks. */
export interface RichLook {
  label: string;
  font: string;
  sizePx: number;
  isRtl: boolean;
  placeholder: string;
}

/** Where the media of a field are, and who hears of it. */
export interface RichOptions {
  mediaUrl: string;
  changed: (html: string) => void;
  focused: () => void;
  /** Files were pasted or dropped: their markup is awaited and put in. */
  files: (files: File[]) => void;
  /** Pictures of other pages were pasted. */
  pictures: (html: string) => void;
}

const STYLE = `
  div { min-height: 1.6em; padding: 8px 12px; outline: none; overflow-wrap: anywhere; line-height: 1.5; }
  div:empty::before { content: attr(data-placeholder); color: var(--text-quiet); pointer-events: none; }
  img, video { max-width: 100%; max-height: 50vh; }
`;

/** The part of the page in which a field is edited. */
export class RichField {
  #root: ShadowRoot;
  #area: HTMLDivElement;
  #options: RichOptions;
  #shown = "";
  #range: Range | null = null;

  constructor(host: HTMLElement, options: RichOptions) {
    this.#options = options;
    this.#root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.#area = document.createElement("div");
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.#root.replaceChildren(style, this.#area);
    this.#area.contentEditable = "true";
    this.#area.role = "textbox";
    this.#area.ariaMultiLine = "true";
    this.#listen();
  }

  /** Gives the field its look. */
  dress({ label, font, sizePx, isRtl, placeholder }: RichLook): void {
    const area = this.#area;
    area.ariaLabel = label;
    area.dir = isRtl ? "rtl" : "auto";
    area.dataset["placeholder"] = placeholder;
    area.style.fontFamily = `"${font.replaceAll('"', "")}", var(--font)`;
    area.style.fontSize = `${Math.min(Math.max(sizePx, 10), 60)}px`;
  }

  /** Shows a value, where it is not what was written here. */
  show(value: string): void {
    if (value === this.#shown) return;
    this.#shown = value;
    this.#area.replaceChildren(toEdit(value, this.#options.mediaUrl));
    this.#range = null;
  }

  focus(): void {
    this.#area.focus();
  }

  /** Runs one of the browser's editing commands on what is selected. */
  run(command: string, value?: string): void {
    this.#back();
    document.execCommand(
      "styleWithCSS",
      false,
      command === "foreColor" || command === "hiliteColor" ? "true" : "false",
    );
    document.execCommand(command, false, value);
  }

  /** Puts markup at the cursor. */
  insert(html: string): void {
    this.#back();
    const box = document.createElement("div");
    box.append(toEdit(html, this.#options.mediaUrl));
    document.execCommand("insertHTML", false, box.innerHTML);
  }

  /** Puts texts before and after what is selected; the cursor stands between them where that is nothing. */
  wrap(before: string, after: string): void {
    this.#back();
    const range = this.#selected();
    const box = document.createElement("div");
    if (range) box.append(range.cloneContents());
    document.execCommand("insertHTML", false, before + box.innerHTML + after);
    if (range && box.innerHTML !== "") return;
    const selection = this.#selection();
    for (let step = 0; step < after.length; step += 1) selection?.modify("move", "backward", "character");
  }

  #listen(): void {
    const area = this.#area;
    area.addEventListener("input", () => this.#tell());
    area.addEventListener("focus", () => this.#options.focused());
    area.addEventListener("blur", () => (this.#range = this.#selected()));
    area.addEventListener("paste", (event) => this.#paste(event, event.clipboardData));
    area.addEventListener("drop", (event) => this.#paste(event, event.dataTransfer));
    area.addEventListener("beforeinput", (event) => this.#beforeInput(event));
  }

  /** Enter makes a line break, as in Anki, and not a paragraph; lists go on by themselves. */
  #beforeInput(event: InputEvent): void {
    if (event.inputType !== "insertParagraph") return;
    const start = this.#selected()?.startContainer;
    const element = start instanceof Element ? start : start?.parentElement;
    if (element?.closest("li, table, pre, blockquote, p, h1, h2, h3, h4, h5, h6")) return;
    event.preventDefault();
    document.execCommand("insertLineBreak");
  }

  #paste(event: Event, data: DataTransfer | null): void {
    const files = [...(data?.files ?? [])];
    const html = data?.getData("text/html") ?? "";
    if (files.length > 0 && html === "") {
      event.preventDefault();
      this.#options.files(files);
    } else if (html !== "" && event.type === "paste") {
      event.preventDefault();
      const clean = pasted(html);
      if (/<img[^>]+src="(?:https?|data):/i.test(clean)) this.#options.pictures(clean);
      else this.insert(clean);
    }
  }

  #tell(): void {
    const value = edited(this.#area);
    // What the browser leaves in an emptied field would hide the placeholder.
    if (value === "" && this.#area.childNodes.length > 0) this.#area.replaceChildren();
    this.#shown = value;
    this.#options.changed(value);
  }

  /** Brings the cursor back to where it was when the field was left. */
  #back(): void {
    if (this.#root.activeElement === this.#area) return;
    const range = this.#range;
    this.#area.focus();
    const selection = this.#selection();
    if (!range || !selection) return;
    selection.removeAllRanges();
    selection.addRange(range);
  }

  #selection(): Selection | null {
    const root = this.#root as ShadowRoot & { getSelection?: () => Selection | null };
    return root.getSelection?.() ?? document.getSelection();
  }

  #selected(): Range | null {
    const selection = this.#selection();
    if (!selection) return null;
    const composed = "getComposedRanges" in selection && !("getSelection" in this.#root);
    if (composed) return liveRange(selection.getComposedRanges({ shadowRoots: [this.#root] })[0]);
    const range = selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
    return range && this.#area.contains(range.commonAncestorContainer) ? range.cloneRange() : null;
  }
}

function liveRange(range: StaticRange | undefined): Range | null {
  if (!range) return null;
  const live = document.createRange();
  live.setStart(range.startContainer, range.startOffset);
  live.setEnd(range.endContainer, range.endOffset);
  return live;
}
