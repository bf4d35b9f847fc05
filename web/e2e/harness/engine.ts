/** The official engine, as a witness of what the page did. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const SCRIPT = fileURLToPath(new URL("engine.py", import.meta.url));
const INSTALLED = fileURLToPath(new URL("../../../target/oracle/bin/python", import.meta.url));

/** The Python that has the official engine. */
export const PYTHON = process.env["ANKID_ORACLE_PYTHON"] ?? INSTALLED;

/** The review log and the cards of both. */
export interface Witnessed {
  engine: { log: unknown[]; cards: unknown[] };
  page: { log: unknown[]; cards: unknown[] };
  isFine: boolean;
}

/** Lets the engine give the same answers to a copy from before, and reads what the page made of the collection. */
export async function witness(fresh: string, reviewed: string, deck: string, eases: number[]): Promise<Witnessed> {
  const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, fresh, reviewed, deck, JSON.stringify(eases)]);
  return JSON.parse(stdout) as Witnessed;
}
