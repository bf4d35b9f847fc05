/** The statistics page as it stands in its frame. */

const GROUNDS = {
  light: "--page:#f8f8f7;--card:#ffffff;--ink:#1b1b1f;--soft:#5d5d66;--edge:#e3e3e0;--accent:#4a4bd4",
  dark: "--page:#141416;--card:#1c1c1f;--ink:#ececef;--soft:#a5a5af;--edge:#2e2e33;--accent:#a3a6ff",
};

/**
 * Gives the page the colours and the theme of the page around it, which need not be the system's. Its heading and what is
 * studied stand there already.
 */
export function framed(html: string, isDark: boolean): string {
  const name = isDark ? "dark" : "light";
  const style =
    `<style>html{color-scheme:${name};${GROUNDS[name]}}html body{margin:0;background:var(--page)}` +
    `.ankid-statistics.ankid-statistics{${GROUNDS[name]};padding:0 4px 16px 0;font-size:14px}` +
    `.ankid-statistics.ankid-statistics h1{display:none}</style>`;
  const themed = html.replace(/\(prefers-color-scheme:\s*dark\)/g, isDark ? "all" : "not all");
  const doctype = /^\s*<!doctype[^>]*>/i.exec(themed)?.[0] ?? "<!doctype html>";
  return doctype + style + themed.slice(/^\s*<!doctype/i.test(themed) ? doctype.length : 0);
}
