/** CodeMirror for templates, styling and fields. Loaded when code is first shown. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { css, html } from "./languages";

/** The languages of note types and fields. */
export type CodeLanguage = "html" | "css";

/** What the code is, and who hears of changes. */
export interface CodeOptions {
  parent: HTMLElement;
  value: string;
  label: string;
  language: CodeLanguage;
  changed: (value: string) => void;
  focused?: (() => void) | undefined;
}

const colors = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: "var(--new)" },
  { tag: [tags.attributeName, tags.propertyName, tags.className], color: "var(--marked)" },
  { tag: [tags.attributeValue, tags.string, tags.number, tags.unit, tags.color], color: "var(--review)" },
  { tag: [tags.comment], color: "var(--text-quiet)", fontStyle: "italic" },
  { tag: [tags.character, tags.keyword], color: "var(--learning)" },
]);

const looks = EditorView.theme({
  "&": { fontSize: "var(--size-14)", color: "var(--text)", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--mono)", padding: "8px 4px", caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-replacement": { color: "var(--accent)", fontWeight: "600" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-soft)",
  },
});

/** Marks what the engine replaces: `{{Front}}`, `{{#Back}}`, `{{c1::cloze}}`. */
const replacements: Extension = (() => {
  const matcher = new MatchDecorator({
    regexp: /\{\{[^{}]*\}\}/g,
    decoration: Decoration.mark({ class: "cm-replacement" }),
  });
  return ViewPlugin.define(
    (view) => ({
      found: matcher.createDeco(view),
      update(update) {
        this.found = matcher.updateDeco(update, this.found);
      },
    }),
    { decorations: (plugin) => plugin.found },
  );
})();

/** Shows code that can be edited. */
export function openCode({ parent, value, label, language, changed, focused }: CodeOptions): EditorView {
  const told = EditorView.updateListener.of((update) => {
    if (update.focusChanged && update.view.hasFocus) focused?.();
    if (update.docChanged) changed(update.state.doc.toString());
  });
  const state = EditorState.create({
    doc: value,
    extensions: [
      history(),
      drawSelection(),
      // Tab goes on to the next control, so that no key holds the focus.
      keymap.of([...defaultKeymap, ...historyKeymap]),
      language === "html" ? [html, replacements] : css,
      syntaxHighlighting(colors),
      looks,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
      told,
    ],
  });
  return new EditorView({ parent, state });
}
