import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const MATHJAX = "node_modules/mathjax/";
const FONTS = "node_modules/@mathjax/";

/** Letters and signs that formulas often have beside the usual ones; text in formulas has the font of the card. */
const SIGNS =
  /^(math|symbols|arrows|marrows|shapes|mshapes|variants|accents|fraktur|script|double-struck|calligraphic|sans-serif(-[rbi]|-bi)?|monospace|latin|latin-b|symbols-b-i|accents-b-i)\.js$/;

/** What the card frame loads of MathJax, and only for cards with formulas: where it goes, and where it comes from. */
function mathjaxFiles(): [string, string][] {
  const extensions = "input/tex/extensions/";
  const dynamic = "mathjax-newcm-font/svg/dynamic/";
  const named = (folder: string, under: string, names: string[]): [string, string][] =>
    names.map((name) => [under + name, folder + name]);
  return [
    ["tex-svg.js", `${MATHJAX}tex-svg.js`],
    ["fonts/mathjax-mhchem-font-extension/svg.js", `${FONTS}mathjax-mhchem-font-extension/svg.js`],
    ...named(MATHJAX + extensions, extensions, readdirSync(here(MATHJAX + extensions))),
    ...named(
      FONTS + dynamic,
      `fonts/${dynamic}`,
      readdirSync(here(FONTS + dynamic)).filter((name) => SIGNS.test(name)),
    ),
  ];
}

function here(path: string): URL {
  return new URL(path, import.meta.url);
}

/** Copies MathJax as it is: it finds its parts by their names. */
function mathjax(): Plugin {
  return {
    name: "mathjax",
    apply: "build",
    generateBundle() {
      for (const [name, path] of mathjaxFiles()) {
        this.emitFile({ type: "asset", fileName: `assets/mathjax/${name}`, source: readFileSync(here(path)) });
      }
    },
  };
}

/** What files are packed by, so that the program need not pack them, and the endings that the packed ones get. */
const PACKERS: [string, (content: Buffer) => Buffer][] = [
  [".br", (content) => brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } })],
  [".gz", (content) => gzipSync(content, { level: 9 })],
];

/** Lays packed twins beside the files that are smaller then. */
function packed(): Plugin {
  return {
    name: "packed",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          const content = Buffer.from(file.type === "chunk" ? file.code : file.source);
          for (const [ending, pack] of PACKERS) {
            const source = pack(content);
            if (source.length >= content.length * 0.9) continue;
            this.emitFile({ type: "asset", fileName: file.fileName + ending, source });
          }
        }
      },
    },
  };
}

const server = process.env["ANKID_URL"] ?? "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [svelte(), mathjax(), packed()],
  base: "/",
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["index.html", "card-frame.html"] },
  },
  server: {
    proxy: Object.fromEntries(
      ["/events", "/media", "/card-frame", "/upload", "/download"].map((path) => [path, server]),
    ),
  },
});
