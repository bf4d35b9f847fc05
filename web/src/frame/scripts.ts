/** HTML whose scripts run, as they do where a browser loads it. */

/** Fills the element, then runs its scripts in their order; those with an address are waited for. */
export async function replaceChildren(element: Element, html: string): Promise<void> {
  element.innerHTML = html;
  for (const written of element.querySelectorAll("script")) {
    const script = document.createElement("script");
    for (const { name, value } of written.attributes) script.setAttribute(name, value);
    script.textContent = written.textContent;
    await replaced(written, script);
  }
}

function replaced(written: Element, script: HTMLScriptElement): Promise<void> {
  if (!script.hasAttribute("src")) {
    written.replaceWith(script);
    return Promise.resolve();
  }
  script.async = false;
  return new Promise((resolve) => {
    script.onload = script.onerror = () => resolve();
    written.replaceWith(script);
  });
}
