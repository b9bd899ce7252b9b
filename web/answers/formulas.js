// Formulas become MathML when the converter is there, which is fetched with the first one; until then, and where the
// converter cannot read them, they are their own source.

import { attempt, library } from "./tasks.js";
import { tell } from "./words.js";

const converter = library("./math.js", () =>
  tell("What draws formulas could not be loaded, so they are shown as they are written. The next formula tries again."),
);
/** By source: a block that is filled again, as while it grows, converts nothing twice. Undefined is what cannot be read. */
const converted = new Map();
const MAX_KEPT = 500;
let convert;

/** Shows the formulas of a block. */
export function showFormulas(block) {
  if (convert) return block.querySelectorAll(".math").forEach((place) => attempt(() => show(place)));
  converter().then(
    ({ formula }) => {
      convert = formula;
      // Blocks may have come and gone meanwhile.
      document.querySelectorAll(".answer .math").forEach((place) => attempt(() => show(place)));
    },
    () => {},
  );
}

/** An environment that stands alone has no edges of its own. */
function withoutEdges(source) {
  if (source.startsWith("\\begin{")) return source;
  const edge = source.startsWith("$") && !source.startsWith("$$") ? 1 : 2;
  return source.slice(edge, -edge);
}

function show(place) {
  if (place.firstElementChild) return;
  const source = place.textContent;
  if (!converted.has(source)) {
    if (converted.size >= MAX_KEPT) converted.clear();
    converted.set(source, convert(withoutEdges(source), place.classList.contains("display")));
  }
  const math = converted.get(source);
  if (math) place.replaceChildren(math.cloneNode(true));
}
