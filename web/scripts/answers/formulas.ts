// Converts formulas to MathML. The converter is fetched with the first formula; until it is loaded, and if it cannot parse a
// formula, the source is shown.

import { notify } from "./i18n.ts";
import { exportsFunction, library } from "./library.ts";
import type { ConvertFormula } from "./math.ts";
import { attempt } from "./scheduling.ts";

type Converter = { readonly formula: ConvertFormula };
const isConverter = (module: unknown): module is Converter => exportsFunction(module, "formula");
const loadConverter = library("./math.js", isConverter, () =>
  notify("What draws formulas could not be loaded, so they are shown as they are written. The next formula tries again."),
);
/** A cache of MathML by source, for blocks that are filled again. Undefined marks a formula that cannot be parsed. */
const converted = new Map<string, Element | undefined>();
const MAX_CONVERTED = 500;
let loaded: ConvertFormula | undefined;

/** Renders the formulas of a block. */
export function showFormulas(block: Element) {
  if (loaded) showAll(block.querySelectorAll(".math"), loaded);
  else void loadAndShow();
}

async function loadAndShow() {
  try {
    const { formula } = await loadConverter();
    loaded = formula;
    // Other blocks may have been added meanwhile, and this one may be gone.
    showAll(document.querySelectorAll(".answer .math"), formula);
  } catch {
    // The user was notified (see `loadConverter`), and the source stays on the page.
  }
}

function showAll(elements: Iterable<Element>, convert: ConvertFormula) {
  for (const element of elements) attempt(() => show(element, convert));
}

/** Returns the TeX without its delimiters. A bare environment has none. */
export function withoutDelimiters(source: string) {
  if (source.startsWith("\\begin{")) return source;
  const length = source.startsWith("$") && !source.startsWith("$$") ? 1 : 2;
  return source.slice(length, -length);
}

function show(element: Element, convert: ConvertFormula) {
  if (element.firstElementChild) return;
  const source = element.textContent ?? "";
  if (!converted.has(source)) {
    if (converted.size >= MAX_CONVERTED) converted.clear();
    converted.set(source, convert(withoutDelimiters(source), element.classList.contains("display")));
  }
  const math = converted.get(source);
  if (math) element.replaceChildren(math.cloneNode(true));
}
