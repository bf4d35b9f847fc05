/**
 * HTML and CSS for their colours. The languages that CodeMirror has ready bring JavaScript and completion with them, which
 * would be a quarter of all scripts of the page.
 */
import { LRLanguage } from "@codemirror/language";
import { parser as cssParser } from "@lezer/css";
import { configureNesting, parser as htmlParser } from "@lezer/html";

export const css = LRLanguage.define({ parser: cssParser });

/** HTML, with CSS in its `<style>`. */
export const html = LRLanguage.define({
  parser: htmlParser.configure({ wrap: configureNesting([{ tag: "style", parser: cssParser }]) }),
});
