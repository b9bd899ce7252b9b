// Formulas become MathML when the converter is there, which is fetched with the first one; until then, and where the
// converter cannot read them, they are their own source.

import { attempt, once } from "./tasks.js";

const converter = once(() => import("./math.js"));
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

function show(place) {
  if (place.firstElementChild) return;
  const source = place.textContent;
  if (!converted.has(source)) {
    if (converted.size >= MAX_KEPT) converted.clear();
    const edge = source.startsWith("$") && !source.startsWith("$$") ? 1 : 2;
    converted.set(source, convert(source.slice(edge, -edge), place.classList.contains("display")));
  }
  const math = converted.get(source);
  if (math) place.replaceChildren(math.cloneNode(true));
}
