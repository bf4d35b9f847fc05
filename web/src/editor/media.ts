/** Files that come into a note: stored in the media folder, and written into a field. */
import { call } from "../api/client";
import { escaped } from "./html";

const SOUNDS = /\.(3gp|aac|avi|flac|flv|m4a|m4v|mkv|mov|mp3|mp4|mpeg|mpg|oga|ogg|ogv|ogx|opus|spx|swf|wav|webm)$/i;
const PICTURES = /\.(avif|bmp|gif|ico|jpeg|jpg|png|svg|tif|tiff|webp)$/i;
const ENDINGS: Record<string, string> = { "image/jpeg": "jpg", "image/svg+xml": "svg", "audio/mpeg": "mp3" };

/** Stores a file and answers what stands for it in a field. */
export async function storeFile(file: Blob, name = nameOf(file)): Promise<string> {
  const data = await base64(file);
  const stored = await call("storeMediaFile", { filename: name, data, deleteExisting: false });
  return stored === null ? "" : markupOf(stored);
}

/** Lets the server fetch a picture from the web, and answers what stands for it in a field. */
export async function storePicture(url: string): Promise<string> {
  const last = decodeURI(new URL(url).pathname.split("/").at(-1) ?? "");
  const name = PICTURES.test(last) ? last : `paste-${Date.now()}.jpg`;
  const stored = await call("storeMediaFile", { filename: name, url, deleteExisting: false });
  return stored === null ? "" : markupOf(stored);
}

/** What stands for a file in a field. */
export function markupOf(name: string): string {
  if (SOUNDS.test(name)) return `[sound:${escaped(name)}]`;
  if (PICTURES.test(name)) return `<img src="${escaped(name)}">`;
  return `<a href="${escaped(name)}">${escaped(name)}</a>`;
}

/** The name of a file; one without a name is named by the time. */
export function nameOf(file: Blob): string {
  const given = file instanceof File ? file.name : "";
  // Browsers name what is pasted `image.png`, whatever it is.
  if (given !== "" && !/^image\.\w+$/.test(given)) return given;
  const ending = ENDINGS[file.type] ?? file.type.split("/")[1]?.split(/[;+]/)[0] ?? "bin";
  return `paste-${Date.now()}.${ending}`;
}

function base64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("the file cannot be read"));
    reader.readAsDataURL(file);
  });
}
