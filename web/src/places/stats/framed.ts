/** The statistics page as it stands in its frame. */

const SCHEMES = {
  light: "html{color-scheme:light;background:#fff;color:#1b1b1f}",
  dark: "html{color-scheme:dark;background:#1c1c1f;color:#ececef}",
};
const LAYOUT =
  "body{margin:0 auto;padding:16px;max-width:960px;font-family:system-ui,sans-serif;font-size:14px}" +
  "img,svg,canvas,table{max-width:100%}";

/** Gives the page a ground that fits the page around it. The page's own styles come after and win. */
export function framed(html: string, isDark: boolean): string {
  const style = `<style>${isDark ? SCHEMES.dark : SCHEMES.light}${LAYOUT}</style>`;
  const doctype = /^\s*<!doctype[^>]*>/i.exec(html)?.[0] ?? "<!doctype html>";
  return doctype + style + html.slice(/^\s*<!doctype/i.test(html) ? doctype.length : 0);
}
