// The Mermaid library and how it is used, in a file of its own: fetched when the first diagram is drawn, and run in the frame.

import mermaid from "mermaid";
import type { DiagramRequest } from "../../messages.ts";

let diagramCount = 0;

/** Returns the diagram as SVG. The library's theme is global, so only one diagram may be drawn at a time. */
export async function draw({ source, theme }: DiagramRequest) {
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
  return withSize(svg);
}

/** Returns the SVG with the size of its view box; without a size, the browser would not know the image's dimensions. */
function withSize(svg: string) {
  const root = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const [, , width = "600", height = "400"] = (root.getAttribute("viewBox") ?? "").split(/[\s,]+/);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  return new XMLSerializer().serializeToString(root);
}
