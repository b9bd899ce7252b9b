// Mermaid diagrams, drawn when the user asks for it. The library is large and fetched then. What it makes is shown as a
// picture: in a picture nothing runs, nothing loads and nothing leads anywhere.

import { once } from "./tasks.js";
import { say } from "./words.js";

const library = once(() => import("./mermaid.js"));
let count = 0;

function isDark() {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
  return red + green + blue < 3 * 128;
}

async function picture(source) {
  const { default: mermaid } = await library();
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: isDark() ? "dark" : "neutral",
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

/** Puts the diagram below the code, or says why there is none. Pressed again, it goes. */
export async function drawDiagram(pressed, code) {
  const place = code.closest(".code");
  const shown = place.querySelector(".diagram");
  pressed.setAttribute("aria-pressed", !shown);
  if (shown) return shown.remove();
  const figure = document.createElement("figure");
  figure.className = "diagram";
  figure.setAttribute("role", "status");
  figure.textContent = say("Drawing…");
  place.append(figure);
  try {
    figure.replaceChildren(await picture(code.textContent));
  } catch (error) {
    const isLoading = error instanceof TypeError && /import|module/i.test(error.message);
    const reason = String(error?.message ?? error).split("\n", 1)[0];
    figure.textContent = isLoading
      ? say("What draws diagrams could not be loaded. Try again when there is a network.")
      : say("This diagram cannot be drawn: {reason}", { reason });
  }
}
