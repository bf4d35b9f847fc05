/** A file that was dropped anywhere on the page, on its way to where it is imported. */
import { address } from "./address";
import { router } from "./router.svelte";

const IMPORTS = /\.(apkg|colpkg|zip|csv|tsv|txt)$/i;

class Handed {
  file = $state.raw<File | null>(null);

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
