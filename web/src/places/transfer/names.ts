/** Names of exported files. */

/** A name for a file with what a deck holds: what file systems take ill is left out. */
export function fileName(deck: string, ending: string): string {
  const name = deck
    .replaceAll("::", " ")
    .replace(/[\u0000-\u001f<>:"/\\|?*%]/g, "")
    .replace(/^[.\s]+|[.\s]+$/g, "")
    .slice(0, 80);
  return `${name === "" ? "ankid export" : name}.${ending}`;
}
