/** What goes from one place to another and does not fit into an address: a dropped file to be imported, notes to be exported. */
import { address } from "./address";
import { router } from "./router.svelte";

const IMPORTS = /\.(apkg|colpkg|zip|csv|tsv|txt)$/i;

/** Stands in the address of the export for the notes that are handed over. */
export const SELECTED = "selected";

class Handed {
  file = $state.raw<File | null>(null);
  notes = $state.raw<readonly number[] | null>(null);

  /** Takes the file, once. */
  take(): File | null {
    const { file } = this;
    this.file = null;
    return file;
  }
}

export const handed = new Handed();

/** Brings dropped files to the place that imports them, until the answered function is called. What takes files itself goes before. */
export function followDrops(): () => void {
  const over = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (event.defaultPrevented || files.length === 0) return;
    event.preventDefault();
    const file = files.find((one) => IMPORTS.test(one.name));
    if (!file) return;
    handed.file = file;
    router.go(address("import"));
  };
  window.addEventListener("dragover", over);
  window.addEventListener("drop", drop);
  return () => {
    window.removeEventListener("dragover", over);
    window.removeEventListener("drop", drop);
  };
}
