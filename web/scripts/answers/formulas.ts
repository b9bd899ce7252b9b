// Converts formulas to MathML. The converter is fetched with the first formula; until it is loaded, and if it cannot parse a
// formula, the source is shown.

import { yieldToMessages } from "../tasks.ts";
import { notify } from "./i18n.ts";
import { createModuleLoader, exportsFunction, once } from "./module-loader.ts";
import type { ConvertFormula } from "./math.ts";
import { attempt } from "./scheduling.ts";

type Converter = { readonly convertFormula: ConvertFormula };
const isConverter = (module: unknown): module is Converter => exportsFunction(module, "convertFormula");
const loadConverter = createModuleLoader("./math.js", isConverter, () =>
  notify("answers-formulas-missing"),
);
/** A cache of MathML by source, for blocks that are filled again. Undefined marks a formula that cannot be parsed. */
const mathBySource = new Map<string, Element | undefined>();
const MAX_CACHED = 500;
let loadedConverter: ConvertFormula | undefined;

/** How long formulas are rendered before the script yields to the page. */
const RENDER_BUDGET_MILLIS = 8;

/** Renders the formulas of a block. */
export function renderFormulas(block: Element) {
  if (loadedConverter) {
    for (const element of block.querySelectorAll(".math")) tryToRender(element, loadedConverter);
  } else {
    // If it fails, the user was notified (see `loadConverter`), and the source stays on the page.
    loadAndRender().catch(() => {});
  }
}

/** Renders the formulas of an element that is not on the page. If the converter cannot be loaded, their source stays. */
export async function renderFormulasApart(element: Element) {
  const formulas = element.querySelectorAll(".math");
  if (formulas.length === 0) return;
  try {
    const { convertFormula } = await loadConverter();
    await renderInSlices(formulas, convertFormula);
  } catch {
    // The user was notified (see `loadConverter`).
  }
}

/** Loads the converter and renders the formulas that have waited for it. */
const loadAndRender = once(async () => {
  const { convertFormula } = await loadConverter();
  loadedConverter = convertFormula;
  // Other blocks may have been added meanwhile, and some may be gone.
  await renderInSlices(document.querySelectorAll(".answer .math"), convertFormula);
});

/** Renders many formulas, in several tasks. */
export async function renderInSlices(elements: Iterable<Element>, convert: ConvertFormula) {
  let deadline = performance.now() + RENDER_BUDGET_MILLIS;
  for (const element of elements) {
    tryToRender(element, convert);
    if (performance.now() < deadline) continue;
    await yieldToMessages();
    deadline = performance.now() + RENDER_BUDGET_MILLIS;
  }
}

function tryToRender(element: Element, convert: ConvertFormula) {
  attempt(() => renderFormula(element, convert));
}

/** Returns the TeX without its delimiters. A bare environment has none. */
export function withoutDelimiters(source: string) {
  if (source.startsWith("\\begin{")) return source;
  const length = source.startsWith("$") && !source.startsWith("$$") ? 1 : 2;
  return source.slice(length, -length);
}

function renderFormula(element: Element, convert: ConvertFormula) {
  if (element.firstElementChild) return;
  const source = element.textContent ?? "";
  if (!mathBySource.has(source)) {
    if (mathBySource.size >= MAX_CACHED) mathBySource.clear();
    mathBySource.set(source, convert(withoutDelimiters(source), element.classList.contains("display")));
  }
  const math = mathBySource.get(source);
  if (math) element.replaceChildren(math.cloneNode(true));
}
