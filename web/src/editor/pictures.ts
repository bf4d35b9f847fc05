/** Pictures in pasted markup: stored in the media folder, so that the note has them without the web. */

/** The markup with its pictures stored; what cannot be stored is left out. */
export async function storedPictures(
  html: string,
  fromWeb: (url: string) => Promise<string>,
  fromFile: (file: Blob) => Promise<string>,
): Promise<string> {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const image of template.content.querySelectorAll("img")) {
    const source = image.getAttribute("src") ?? "";
    const markup = source.startsWith("data:") ? await fromFile(blobOf(source)) : await fromWeb(source).catch(() => "");
    const name = /src="([^"]*)"/.exec(markup)?.[1];
    if (name === undefined) image.remove();
    else image.setAttribute("src", decoded(name));
  }
  return template.innerHTML;
}

function decoded(name: string): string {
  const box = document.createElement("textarea");
  box.innerHTML = name;
  return box.value;
}

/** The content of a `data:` address. */
export function blobOf(address: string): Blob {
  const comma = address.indexOf(",");
  const [type = "", ...rest] = address.slice("data:".length, comma).split(";");
  const content = address.slice(comma + 1);
  const text = rest.includes("base64") ? atob(content) : decodeURIComponent(content);
  return new Blob([Uint8Array.from(text, (sign) => sign.charCodeAt(0))], { type });
}
