/** CodeMirror as the source of fields needs it. Loaded when a source is first shown. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { html } from "../parts/languages";

/** What the source is and who hears of it. */
export interface SourceOptions {
  parent: HTMLElement;
  value: string;
  label: string;
  changed: (value: string) => void;
  focused: () => void;
}

const colors = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: "var(--new)" },
  { tag: tags.attributeName, color: "var(--marked)" },
  { tag: [tags.attributeValue, tags.string], color: "var(--review)" },
  { tag: tags.comment, color: "var(--text-quiet)", fontStyle: "italic" },
  { tag: tags.character, color: "var(--learning)" },
]);

const looks = EditorView.theme({
  "&": { fontSize: "var(--size-14)", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--mono)", padding: "8px 4px", caretColor: "var(--text)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--accent-soft)",
  },
});

/** Shows a source that can be edited. */
export function openSource({ parent, value, label, changed, focused }: SourceOptions): EditorView {
  const told: Extension = EditorView.updateListener.of((update) => {
    if (update.focusChanged && update.view.hasFocus) focused();
    if (update.docChanged) changed(update.state.doc.toString());
  });
  // Tab goes on to the next field, as everywhere in the editor.
  const keys = keymap.of([...defaultKeymap, ...historyKeymap]);
  const state = EditorState.create({
    doc: value,
    extensions: [
      history(),
      drawSelection(),
      keys,
      html,
      syntaxHighlighting(colors),
      looks,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label }),
      told,
    ],
  });
  return new EditorView({ parent, state });
}
