// Mermaid diagrams, drawn when the user asks for it. The library is large and fetched then. What it makes is shown as a
// picture: in a picture nothing runs, nothing loads and nothing leads anywhere.

import { library } from "./tasks.js";
import { say } from "./words.js";

const renderer = library("./mermaid.js");
let count = 0;

const darkSystem = matchMedia("(prefers-color-scheme: dark)");

/** The page's look, which the user may have chosen (web/public/look.js). */
function theme() {
  const chosen = document.documentElement.style.colorScheme;
  return (chosen ? chosen === "dark" : darkSystem.matches) ? "dark" : "neutral";
}

async function picture(source, theme) {
  const { default: mermaid } = await renderer();
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme,
    // Text as HTML is not shown in a picture.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    // A diagram cannot choose these for itself.
    secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges", "htmlLabels", "flowchart", "themeCSS", "fontFamily"],
  });
  count += 1;
  const { svg } = await mermaid.render(`diagram-${count}`, source);
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const [, , width, height] = (root.getAttribute("viewBox") ?? "0 0 600 400").split(/[\s,]+/).map(Number);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  const image = document.createElement("img");
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(root))}`;
  image.alt = say("Diagram");
  await image.decode();
  return image;
}

/** The library draws one after the other: what it is told of the theme holds for all. */
let drawing = Promise.resolve();

function inTurn(task) {
  const done = drawing.then(task);
  drawing = done.catch(() => {});
  return done;
}

/** Puts the diagram in the place of the code, or says why there is none. Pressed again, the code is back. */
export async function drawDiagram(pressed, code) {
  const place = code.closest(".code");
  const shown = place.querySelector(".diagram");
  pressed.setAttribute("aria-pressed", !shown);
  if (shown) {
    delete place.dataset.drawn;
    return shown.remove();
  }
  const figure = document.createElement("figure");
  figure.className = "diagram";
  figure.setAttribute("role", "status");
  figure.textContent = say("Drawing…");
  place.append(figure);
  await fillFigure(figure, code);
}

async function fillFigure(figure, code) {
  const place = figure.closest(".code");
  const wanted = theme();
  figure.dataset.theme = wanted;
  try {
    const image = await inTurn(() => picture(code.textContent, wanted));
    // The theme may have changed again.
    if (figure.dataset.theme !== wanted || !place.contains(figure)) return;
    figure.replaceChildren(image);
    place.dataset.drawn = wanted;
  } catch (error) {
    const isLoading = error instanceof TypeError && /import|module/i.test(error.message);
    const reason = String(error?.message ?? error).split("\n", 1)[0];
    delete place.dataset.drawn;
    figure.textContent = isLoading
      ? say("What draws diagrams could not be loaded. Try again when there is a network.")
      : say("This diagram cannot be drawn: {reason}", { reason });
  }
}

/** Diagrams that are shown follow the theme. */
function redraw() {
  for (const place of document.querySelectorAll(".code[data-drawn]")) {
    const figure = place.querySelector(".diagram");
    if (figure && figure.dataset.theme !== theme()) fillFigure(figure, place.querySelector("code"));
  }
}

darkSystem.addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["style"] });
