/** What the toolbar can do with the field that has the cursor, as rich text or as source. */
export interface FieldHandle {
  focus: () => void;
  /** Runs one of the browser's editing commands; nothing in a source. */
  run: (command: string, argument?: string) => void;
  insert: (html: string) => void;
  wrap: (before: string, after: string) => void;
}
