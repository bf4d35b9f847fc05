/** A real ankid on a free port, with a base folder of its own, and an outside client as curl is one. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ActionName, Result } from "../../src/api/contract.ts";

const BUILT = fileURLToPath(new URL("../../../target/debug/ankid", import.meta.url));
const PROFILE = "User 1";

/** Settings of `ankid.toml`: texts, numbers and lists, which are the same in JSON. */
export type Settings = Record<string, string | number | string[]>;

/** A running server. */
export class Ankid {
  readonly base: string;
  #child: ChildProcess | null = null;
  #url = "";

  private constructor(base: string) {
    this.base = base;
  }

  /** Starts a server with an empty collection and these settings. */
  static async start(settings: Settings = {}): Promise<Ankid> {
    const base = await mkdtemp(join(tmpdir(), "ankid-e2e-"));
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    await writeFile(join(base, "ankid.toml"), lines.join(""));
    const server = new Ankid(base);
    await server.start();
    return server;
  }

  get url(): string {
    return this.#url;
  }

  /** The collection's file. */
  get collection(): string {
    return join(this.base, PROFILE, "collection.anki2");
  }

  /** Starts the server on its folder; on its old port when it ran before, as a restarted service has it. */
  async start(): Promise<void> {
    const program = process.env["ANKID_PROGRAM"] ?? BUILT;
    if (!existsSync(program)) throw new Error(`${program} is missing: run "cargo build -p ankid" first`);
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ANKI")));
    const dist = process.env["ANKID_WEB_DIST"];
    const port = this.#url === "" ? "0" : new URL(this.#url).port;
    const child = spawn(program, ["--base", this.base, "--port", port], {
      env: { ...env, ANKID_LOG: "warn", ...(dist ? { ANKID_WEB_DIST: dist } : {}) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    this.#url = await listening(child);
  }

  /** Asks the server to stop, and waits until it has. The folder stays. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }

  /** Waits until the server has ended by itself. */
  async ended(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child && child.exitCode === null) await new Promise((resolve) => child.once("exit", resolve));
  }

  /** Stops the server and takes its folder away. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.base, { recursive: true, force: true });
  }

  /** Copies the collection, while the server is stopped. */
  async copyCollection(name: string): Promise<string> {
    const copy = join(this.base, name);
    await cp(this.collection, copy);
    return copy;
  }

  /** Calls an action as a program outside does. */
  async call<Name extends ActionName>(
    action: Name,
    params: object,
    headers: Record<string, string> = {},
  ): Promise<Result<Name>> {
    const reply = (await this.post(action, params, headers)) as { result: Result<Name>; error: string | null };
    if (reply.error !== null) throw new Error(`${action}: ${reply.error}`);
    return reply.result;
  }

  /** Sends a request, whatever its answer. */
  async post(action: string, params: unknown, headers: Record<string, string> = {}): Promise<unknown> {
    const body = JSON.stringify({ action, version: 6, params });
    const response = await fetch(this.#url, {
      method: "POST",
      body,
      headers: { "User-Agent": "curl/8.0", ...headers },
    });
    return response.json();
  }
}

/** The address in the start line. */
async function listening(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the server has no output");
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/[^\s,]*[^\s,.]/.exec(line)?.[0];
    if (!url) continue;
    child.stdout.resume();
    return url.replace(/\/$/, "");
  }
  throw new Error("the server ended before it listened");
}
