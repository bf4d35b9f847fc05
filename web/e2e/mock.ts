/** A server without a collection: it serves the built page and plays the answers of the contract. */
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { ActionName, Params, Result } from "../src/api/contract.ts";
import type { ServerEvent } from "../src/api/events.ts";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const PAGE_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; " +
  "media-src 'self' blob: data: https:; font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'";
const FRAME_CSP =
  "sandbox allow-scripts; default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; " +
  "style-src 'unsafe-inline' 'self' https:; img-src 'self' data: blob: https:; media-src 'self' data: blob: https:; " +
  "font-src 'self' data: https:; connect-src 'none'; form-action 'none'; base-uri 'self'";

/** What the server answers to each action; others fail as unsupported. */
export type Handlers = { [Name in ActionName]?: (params: Params<Name>) => Result<Name> };

/** A running mock. */
export interface Mock {
  url: string;
  /** The actions that were called, in order. */
  calls: { action: string; params: unknown }[];
  handlers: Handlers;
  send: (event: ServerEvent) => void;
  /** Waits until a page follows the events. */
  followed: () => Promise<void>;
  stop: () => void;
}

/** Starts the mock on a port of loopback; a free one unless given. */
export async function startMock(handlers: Handlers, wantedPort = 0): Promise<Mock> {
  const calls: Mock["calls"] = [];
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://mock").pathname;
    if (request.method === "POST") void answer(request, response, handlers, calls);
    else if (path === "/events/t") openStream(response, streams);
    else serveFile(path, response);
  });
  await new Promise<void>((resolve) => server.listen(wantedPort, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    handlers,
    send: (event) => streams.forEach((stream) => stream.write(`data: ${JSON.stringify(event)}\n\n`)),
    followed: async () => {
      while (streams.size === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    stop: () => (server.closeAllConnections(), server.close()),
  };
}

function openStream(response: ServerResponse, streams: Set<ServerResponse>): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write(`data: ${JSON.stringify({ type: "hello", version: "0", profile: "User 1" })}\n\n`);
  streams.add(response);
  response.on("close", () => streams.delete(response));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: Handlers,
  calls: Mock["calls"],
): Promise<void> {
  let body = "";
  for await (const part of request) body += String(part);
  const { action, params } = JSON.parse(body) as { action: ActionName; params: never };
  calls.push({ action, params });
  const handler = handlers[action] as ((params: unknown) => unknown) | undefined;
  response.setHeader("Content-Type", "application/json");
  try {
    if (!handler) throw new Error("unsupported action");
    response.end(JSON.stringify({ result: handler(params) ?? null, error: null }));
  } catch (problem) {
    response.end(JSON.stringify({ result: null, error: problem instanceof Error ? problem.message : "failed" }));
  }
}

function serveFile(path: string, response: ServerResponse): void {
  const name = path === "/" ? "index.html" : path === "/card-frame" ? "card-frame.html" : path.slice(1);
  if (name.includes("..") || !existsSync(DIST + name)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
    "Content-Security-Policy": path === "/card-frame" ? FRAME_CSP : PAGE_CSP,
    "Access-Control-Allow-Origin": "*",
  });
  createReadStream(DIST + name).pipe(response);
}
