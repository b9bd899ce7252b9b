// Mermaid diagrams, drawn on request. The library is large and fetched at that time. The drawing is shown as an image: inside an
// image nothing runs, nothing loads and no link works.

import type { Mermaid } from "mermaid";
import { translate } from "./i18n.ts";
import { createModuleLoader } from "./module-loader.ts";

type Theme = "dark" | "neutral";
type MermaidModule = { readonly default: Mermaid };

const isMermaid = (module: unknown): module is MermaidModule =>
  typeof module === "object" && module !== null && "default" in module && typeof module.default === "object";
const loadMermaid = createModuleLoader("./mermaid.js", isMermaid);
let diagramCount = 0;

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** Returns the page's theme, which the user may have chosen (web/scripts/head/appearance.ts). */
function currentTheme(): Theme {
  const chosen = document.documentElement.style.colorScheme;
  return (chosen ? chosen === "dark" : prefersDark.matches) ? "dark" : "neutral";
}

async function drawImage(source: string, theme: Theme) {
  const { default: mermaid } = await loadMermaid();
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme,
    // HTML labels do not render inside an image.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    // Options that a diagram must not override.
    secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges", "htmlLabels", "flowchart", "themeCSS", "fontFamily"],
  });
  diagramCount += 1;
  const { svg } = await mermaid.render(`diagram-${diagramCount}`, source);
  const image = document.createElement("img");
  image.src = `data:image/svg+xml,${encodeURIComponent(withSize(svg))}`;
  image.alt = translate("diagram-title");
  await image.decode();
  return image;
}

/** Returns the SVG with the size of its view box; without a size, the browser would not know the image's dimensions. */
function withSize(svg: string) {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const [, , width = "600", height = "400"] = (root.getAttribute("viewBox") ?? "").split(/[\s,]+/);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  return new XMLSerializer().serializeToString(root);
}

/** The queue of drawings: the library's theme is global, so diagrams are drawn one at a time. */
let lastDrawing: Promise<unknown> = Promise.resolve();

function queueDrawing<T>(task: () => Promise<T>) {
  const result = lastDrawing.then(task);
  lastDrawing = result.catch(() => {});
  return result;
}

/** Shows the diagram instead of the code, or the reason why it cannot be drawn. The second click shows the code again. */
export async function drawDiagram(button: Element, code: Element) {
  const container = code.closest<HTMLElement>(".code");
  if (!container) return;
  const shown = container.querySelector(".diagram");
  button.setAttribute("aria-pressed", String(!shown));
  if (shown) {
    delete container.dataset.drawn;
    shown.remove();
    return;
  }
  const figure = document.createElement("figure");
  figure.className = "diagram";
  figure.setAttribute("role", "status");
  figure.textContent = translate("diagram-drawing");
  container.append(figure);
  await fillFigure(container, figure, code);
}

async function fillFigure(container: HTMLElement, figure: HTMLElement, code: Element) {
  const theme = currentTheme();
  figure.dataset.theme = theme;
  try {
    const image = await queueDrawing(() => drawImage(code.textContent ?? "", theme));
    // The theme may have changed again meanwhile.
    if (figure.dataset.theme !== theme || !container.contains(figure)) return;
    figure.replaceChildren(image);
    container.dataset.drawn = theme;
  } catch (error) {
    delete container.dataset.drawn;
    figure.textContent = failureMessage(error);
  }
}

function failureMessage(error: unknown) {
  if (error instanceof TypeError && /import|module/i.test(error.message)) {
    return translate("diagram-library-missing");
  }
  const message = error instanceof Error ? error.message : String(error);
  return translate("diagram-failed", { reason: message.split("\n", 1)[0] ?? "" });
}

/** Redraws the visible diagrams after a change of theme. */
function redrawDiagrams() {
  for (const container of document.querySelectorAll<HTMLElement>(".code[data-drawn]")) {
    const figure = container.querySelector<HTMLElement>(".diagram");
    const code = container.querySelector("code");
    if (figure && code && figure.dataset.theme !== currentTheme()) void fillFigure(container, figure, code);
  }
}

prefersDark.addEventListener("change", redrawDiagrams);
new MutationObserver(redrawDiagrams).observe(document.documentElement, { attributeFilter: ["style"] });
