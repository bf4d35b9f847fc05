import { readFileSync } from "node:fs";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** What the card frame loads of MathJax, and only for cards with formulas. */
const MATHJAX_FILES = [
  "tex-svg.js",
  ...["mhchem", "noerrors", "mathtools", "cancel", "physics", "boldsymbol", "color", "cases", "unicode"].map(
    (name) => `input/tex/extensions/${name}.js`,
  ),
];

/** Copies MathJax as it is: it finds its parts by their names. */
function mathjax(): Plugin {
  return {
    name: "mathjax",
    apply: "build",
    generateBundle() {
      for (const name of MATHJAX_FILES) {
        const path = new URL(`node_modules/mathjax/${name}`, import.meta.url);
        this.emitFile({ type: "asset", fileName: `assets/mathjax/${name}`, source: readFileSync(path) });
      }
    },
  };
}

const server = process.env["ANKID_URL"] ?? "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [svelte(), mathjax()],
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
