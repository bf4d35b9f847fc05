/** Whether a text is an origin, as browsers write it: a scheme, a host, and a port where it is not the usual one. */
export function isOrigin(text: string): boolean {
  return text === "*" || /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/i.test(text);
}
