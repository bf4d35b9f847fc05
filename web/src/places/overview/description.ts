/** What a deck says about itself, as it may stand in the page. Decks come from strangers. */
import purify from "dompurify";

const ALLOWED = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "audio", "video", "img", "picture", "source"],
  FORBID_ATTR: ["style", "class", "id", "name"],
};

/** The HTML without scripts, styles, forms and anything that is fetched by itself. */
export function cleanHtml(html: string): string {
  return purify.sanitize(html, ALLOWED);
}
