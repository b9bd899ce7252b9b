// Mermaid diagrams, drawn when the user asks for it. The library is large and fetched then. Its drawing is shown as an image: inside
// an image nothing runs, nothing loads and no link works.

import type { Mermaid } from "mermaid";
import { translate } from "./i18n.ts";
import { library } from "./library.ts";

type Theme = "dark" | "neutral";
type MermaidModule = { readonly default: Mermaid };

const isMermaid = (module: unknown): module is MermaidModule =>
  typeof module === "object" && module !== null && "default" in module && typeof module.default === "object";
const loadMermaid = library("./mermaid.js", isMermaid);
let diagramCount = 0;

const darkSystem = matchMedia("(prefers-color-scheme: dark)");

/** The page's theme. The user may have chosen one (web/scripts/head/appearance.ts). */
function currentTheme(): Theme {
  const chosen = document.documentElement.style.colorScheme;
  return (chosen ? chosen === "dark" : darkSystem.matches) ? "dark" : "neutral";
}

async function drawImage(source: string, theme: Theme) {
  const { default: mermaid } = await loadMermaid();
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme,
    // An image does not show text that is HTML.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    // A diagram cannot set these itself.
    secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges", "htmlLabels", "flowchart", "themeCSS", "fontFamily"],
  });
  diagramCount += 1;
  const { svg } = await mermaid.render(`diagram-${diagramCount}`, source);
  const image = document.createElement("img");
  image.src = `data:image/svg+xml,${encodeURIComponent(withSize(svg))}`;
  image.alt = translate("Diagram");
  await image.decode();
  return image;
}

/** The SVG with the size of its view box, without which a browser would not know how large the image is. */
function withSize(svg: string) {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const [, , width = "600", height = "400"] = (root.getAttribute("viewBox") ?? "").split(/[\s,]+/);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  return new XMLSerializer().serializeToString(root);
}

/** The library's theme is global, so diagrams are drawn one at a time. */
let lastDrawing: Promise<unknown> = Promise.resolve();

function inTurn<T>(task: () => Promise<T>) {
  const result = lastDrawing.then(task);
  lastDrawing = result.catch(() => {});
  return result;
}

/** Shows the diagram instead of the code, or the reason why it cannot be drawn. Pressed again, the button shows the code. */
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
  figure.textContent = translate("Drawing…");
  container.append(figure);
  await fillFigure(container, figure, code);
}

async function fillFigure(container: HTMLElement, figure: HTMLElement, code: Element) {
  const theme = currentTheme();
  figure.dataset.theme = theme;
  try {
    const image = await inTurn(() => drawImage(code.textContent ?? "", theme));
    // The theme may have changed again.
    if (figure.dataset.theme !== theme || !container.contains(figure)) return;
    figure.replaceChildren(image);
    container.dataset.drawn = theme;
  } catch (error) {
    delete container.dataset.drawn;
    figure.textContent = failureText(error);
  }
}

function failureText(error: unknown) {
  if (error instanceof TypeError && /import|module/i.test(error.message)) {
    return translate("What draws diagrams could not be loaded. Try again when there is a network.");
  }
  const message = error instanceof Error ? error.message : String(error);
  return translate("This diagram cannot be drawn: {reason}", { reason: message.split("\n", 1)[0] ?? "" });
}

/** Draws the diagrams that are shown again when the theme changes. */
function redraw() {
  for (const container of document.querySelectorAll<HTMLElement>(".code[data-drawn]")) {
    const figure = container.querySelector<HTMLElement>(".diagram");
    const code = container.querySelector("code");
    if (figure && code && figure.dataset.theme !== currentTheme()) void fillFigure(container, figure, code);
  }
}

darkSystem.addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["style"] });
