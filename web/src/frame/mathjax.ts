/** Formulas of cards. MathJax comes only with the first card that has one. */

const FOLDER = "/assets/mathjax";
const FORMULA = /\\\(|\\\[|<anki-mathjax/;

/** What this page asks of MathJax. */
interface MathJax {
  startup?: { promise: Promise<void> };
  texReset?: () => void;
  typesetClear?: () => void;
  typesetPromise?: (elements: Element[]) => Promise<void>;
}

declare global {
  interface Window {
    MathJax?: MathJax;
  }
}

let loading: Promise<void> | null = null;

/** Whether the HTML has a formula. */
export function hasFormula(html: string): boolean {
  return FORMULA.test(html);
}

/** Sets the formulas of the element. */
export async function typeset(element: Element): Promise<void> {
  loading ??= load();
  await loading;
  const math = window.MathJax;
  math?.typesetClear?.();
  math?.texReset?.();
  await math?.typesetPromise?.([element]);
}

function load(): Promise<void> {
  const folder = new URL(FOLDER, import.meta.url).href;
  const configuration = {
    tex: {
      displayMath: [["\\[", "\\]"]],
      processEscapes: false,
      processEnvironments: false,
      processRefs: false,
      packages: { "[+]": ["noerrors", "mathtools", "mhchem"] },
    },
    loader: {
      paths: { mathjax: folder, fonts: `${folder}/fonts` },
      load: ["[tex]/noerrors", "[tex]/mathtools", "[tex]/mhchem"],
    },
    startup: { typeset: false },
    options: {
      enableMenu: false,
      menuOptions: {
        settings: { enrich: false, speech: false, braille: false, collapsible: false, assistiveMml: false },
      },
      enableSpeech: false,
      enableBraille: false,
      enableEnrichment: false,
      enableComplexity: false,
      enableExplorer: false,
      renderActions: { addMenu: [] },
    },
    svg: { fontCache: "local", mtextInheritFont: true },
  };
  window.MathJax = configuration as unknown as MathJax;
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${folder}/tex-svg.js`;
    script.crossOrigin = "anonymous";
    script.onload = () => resolve(window.MathJax?.startup?.promise);
    script.onerror = () => {
      loading = null;
      reject(new Error("MathJax could not be loaded"));
    };
    document.head.append(script);
  });
}
