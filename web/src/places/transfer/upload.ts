/** Sends a file to the server. */
import { ConnectionError } from "../../api/client";

/** Sends a file and answers its path on the server. */
export function upload(file: File, uploadUrl: string, progress: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${uploadUrl}?name=${encodeURIComponent(file.name)}`);
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ConnectionError("the file could not be sent"));
    request.onload = () => {
      const path = request.status === 200 ? readPath(request.responseText) : null;
      if (path === null) reject(new ConnectionError(`the server answered with status ${request.status}`));
      else resolve(path);
    };
    request.send(file);
  });
}

function readPath(text: string): string | null {
  const reply: unknown = JSON.parse(text);
  const isPath = typeof reply === "object" && reply !== null && "path" in reply && typeof reply.path === "string";
  return isPath ? String(reply.path) : null;
}
