// Converts formulas to MathML. The converter is fetched with the first formula; until it is loaded, and if it cannot parse a
// formula, the source is shown.

import { yieldToMessages } from "../tasks.ts";
import { notify } from "./i18n.ts";
import { exportsFunction, library, once } from "./library.ts";
import type { ConvertFormula } from "./math.ts";
import { attempt } from "./scheduling.ts";

type Converter = { readonly formula: ConvertFormula };
const isConverter = (module: unknown): module is Converter => exportsFunction(module, "formula");
const loadConverter = library("./math.js", isConverter, () =>
  notify("answers-formulas-missing"),
);
/** A cache of MathML by source, for blocks that are filled again. Undefined marks a formula that cannot be parsed. */
const converted = new Map<string, Element | undefined>();
const MAX_CONVERTED = 500;
let loaded: ConvertFormula | undefined;

/** How long formulas are rendered before the script yields to the page. */
const SHOW_MILLIS = 8;

/** Renders the formulas of a block. */
export function showFormulas(block: Element) {
  if (loaded) {
    for (const element of block.querySelectorAll(".math")) showOrLeave(element, loaded);
  } else {
    // If it fails, the user was notified (see `loadConverter`), and the source stays on the page.
    showWaiting().catch(() => {});
  }
}

/** Loads the converter and renders the formulas that have waited for it. */
const showWaiting = once(async () => {
  const { formula } = await loadConverter();
  loaded = formula;
  // Other blocks may have been added meanwhile, and some may be gone.
  await showInSlices(document.querySelectorAll(".answer .math"), formula);
});

/** Renders many formulas, in several tasks. */
export async function showInSlices(elements: Iterable<Element>, convert: ConvertFormula) {
  let until = performance.now() + SHOW_MILLIS;
  for (const element of elements) {
    showOrLeave(element, convert);
    if (performance.now() < until) continue;
    await yieldToMessages();
    until = performance.now() + SHOW_MILLIS;
  }
}

function showOrLeave(element: Element, convert: ConvertFormula) {
  attempt(() => show(element, convert));
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
