/** Debian's Chromium, by playwright-core. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Starts the browser; `CHROMIUM` names another one than Debian's. */
export function launch(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(`${executablePath} is missing: install Debian's package chromium, or name another by CHROMIUM`);
  }
  return chromium.launch({ executablePath, headless: true, args: [...ARGS, ...QUIET] });
}
