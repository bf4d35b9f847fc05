/** The official sync server, with one user and a folder of its own. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PYTHON } from "./engine.ts";

export const USER = { name: "user", password: "pass word" };
const START_MILLIS = 30_000;

/** A running sync server. */
export interface SyncServer {
  endpoint: string;
  remove: () => Promise<void>;
}

/** A port that is free now, and hardly taken before the server asks for it. */
async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return port;
}

/** Starts a sync server with nothing in it. */
export async function startSyncServer(): Promise<SyncServer> {
  const folder = await mkdtemp(join(tmpdir(), "ankid-sync-"));
  const port = await freePort();
  const { name, password } = USER;
  const env = { SYNC_USER1: `${name}:${password}`, SYNC_BASE: folder, SYNC_HOST: "127.0.0.1", SYNC_PORT: String(port) };
  const child = spawn(PYTHON, ["-m", "anki.syncserver"], {
    env: { ...process.env, ...env, RUST_LOG: "error" },
    stdio: "ignore",
  });
  const endpoint = `http://127.0.0.1:${port}/`;
  const started = Date.now();
  while (!(await fetch(endpoint).then(Boolean, () => false))) {
    if (child.exitCode !== null || Date.now() - started > START_MILLIS)
      throw new Error("the sync server did not start");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return {
    endpoint,
    remove: async () => {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
