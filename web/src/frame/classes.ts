/** The classes that styles of templates ask for: the platform and the night. */

/** What a browser says about the machine. */
export interface Machine {
  userAgent: string;
  maxTouchPoints: number;
}

/** The classes of the root element, as Anki's manual names them. */
export function rootClasses({ userAgent, maxTouchPoints }: Machine): string[] {
  const engine = /Firefox\//.test(userAgent) ? "firefox" : /Chrom(e|ium)\//.test(userAgent) ? "chrome" : "safari";
  const isPad = /iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  if (isPad) return ["mobile", "ios", "ipad", engine];
  if (/iPhone|iPod/.test(userAgent)) return ["mobile", "ios", "iphone", engine];
  if (/Android/.test(userAgent)) return ["mobile", "android", engine];
  if (/Windows/.test(userAgent)) return ["gui", "win", engine];
  if (/Macintosh|Mac OS X/.test(userAgent)) return ["gui", "mac", engine];
  return ["gui", "linux", engine];
}

/** The classes of the body beside those of the card. */
export function bodyClasses(root: readonly string[], isNight: boolean): string[] {
  const desktop = { win: "isWin", mac: "isMac", linux: "isLin" };
  const platform = Object.entries(desktop).flatMap(([name, own]) => (root.includes(name) ? [own] : []));
  const mobile = root.includes("mobile") ? root.filter((name) => name === "mobile" || name === "android") : [];
  return [...platform, ...mobile, ...(isNight ? ["nightMode", "night_mode"] : [])];
}
