// Mermaid diagrams, drawn on request, in a frame with its own origin (diagram-frame.ts). The drawing is shown as an image: inside an
// image nothing runs, nothing loads and no link works.

import type { DiagramRequest } from "../messages.ts";
import { drawSvg, LibraryMissing, TookTooLong } from "./diagram-frame.ts";
import { translate } from "./i18n.ts";

type Theme = DiagramRequest["theme"];

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

/** Returns the page's theme, which the user may have chosen (web/scripts/head/appearance.ts). */
function currentTheme(): Theme {
  const chosen = document.documentElement.style.colorScheme;
  return (chosen ? chosen === "dark" : prefersDark.matches) ? "dark" : "neutral";
}

async function drawImage(source: string, theme: Theme) {
  const image = document.createElement("img");
  image.src = `data:image/svg+xml,${encodeURIComponent(await drawSvg({ source, theme }))}`;
  image.alt = translate("diagram-title");
  await image.decode();
  return image;
}

/** The queue of drawings: the frame draws one diagram at a time. */
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
  if (error instanceof LibraryMissing) return translate("diagram-library-missing");
  if (error instanceof TookTooLong) return translate("diagram-too-slow");
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
