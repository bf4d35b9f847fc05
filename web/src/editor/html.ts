/**
 * Values of fields as they are edited. What is edited is a purified copy; a field whose markup would not come out of
 * that as it went in is edited as source only, so that nothing of it is lost.
 */
import DOMPurify, { type Config } from "dompurify";

const CONFIG: Config = {
  RETURN_DOM_FRAGMENT: true,
  FORCE_BODY: true,
  SANITIZE_DOM: false,
  ADD_ATTR: ["target", "contenteditable", "allowfullscreen"],
  CUSTOM_ELEMENT_HANDLING: {
    tagNameCheck: /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/,
    attributeNameCheck: /^(?!on)[a-z-]+$/,
    allowCustomizedBuiltInElements: false,
  },
};

/** Keeps the written address of a file whose address in the page is another. */
const WRITTEN = "data-ankid-src";
/** Marks a picture whose text for those who cannot see it is not of the note. */
const NAMED = "data-ankid-alt";

/** Whether an address is that of a file in the media folder. */
function isMediaName(address: string): boolean {
  return address !== "" && !/^(?:[a-z][a-z0-9+.-]*:|\/|#)/i.test(address);
}

/** Markup in the one form that browsers write. */
function normal(html: string): string {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.innerHTML;
}

function tagCount(html: string): number {
  return html.match(/<[a-z]/gi)?.length ?? 0;
}

function markupOf(fragment: Node): string {
  const box = document.createElement("div");
  box.append(fragment.cloneNode(true));
  return box.innerHTML;
}

/** What can be shown of a value without danger. */
function purified(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, CONFIG) as unknown as DocumentFragment;
}

/** What is never kept, so that it need not even be read: scripts, and attributes that are scripts. */
const ACTIVE = /<script|<[^>]*[\s"'/]on[a-z]+\s*=/i;

/** Whether a value can be edited as rich text without losing anything of it. */
export function isWhole(html: string): boolean {
  if (ACTIVE.test(html)) return false;
  const written = normal(html);
  return tagCount(written) >= tagCount(html) && markupOf(purified(html)) === written;
}

/** A value to be edited: purified, its pictures and sounds with addresses at which the page finds them. */
export function toEdit(html: string, mediaUrl: string): DocumentFragment {
  const fragment = purified(html);
  for (const element of fragment.querySelectorAll("[src]")) {
    const written = element.getAttribute("src") ?? "";
    if (!isMediaName(written)) continue;
    element.setAttribute(WRITTEN, written);
    element.setAttribute("src", mediaUrl + encodeURIComponent(decoded(written)));
  }
  for (const image of fragment.querySelectorAll("img:not([alt])")) {
    image.setAttribute("alt", image.getAttribute(WRITTEN) ?? "");
    image.setAttribute(NAMED, "");
  }
  return fragment;
}

/** The value that was edited. An empty line is nothing. */
export function edited(root: Node): string {
  const box = document.createElement("div");
  for (const child of root.childNodes) box.append(child.cloneNode(true));
  for (const element of box.querySelectorAll(`[${WRITTEN}]`)) {
    element.setAttribute("src", element.getAttribute(WRITTEN) ?? "");
    element.removeAttribute(WRITTEN);
  }
  for (const image of box.querySelectorAll(`[${NAMED}]`)) {
    image.removeAttribute("alt");
    image.removeAttribute(NAMED);
  }
  return box.innerHTML === "<br>" ? "" : box.innerHTML;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const PASTED_TAGS =
  "a abbr b blockquote br code div em h1 h2 h3 h4 h5 h6 hr i img li ol p pre q rb rp rt rtc ruby s small span strong sub sup table tbody td tfoot th thead tr u ul".split(
    " ",
  );

/** What is taken of markup that comes from elsewhere: its structure, not its looks. */
export function pasted(html: string): string {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: PASTED_TAGS,
    ALLOWED_ATTR: ["href", "src", "alt", "colspan", "rowspan"],
    ALLOW_DATA_ATTR: false,
  });
}

/** Text as HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
}
