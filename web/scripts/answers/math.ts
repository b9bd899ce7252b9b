// Converts TeX to MathML with Temml, in its own file: fetched with the first formula.

import temml, { type Options } from "temml";
import styles from "./math.css";

/** Returns the formula as an element, or undefined if it cannot be parsed. */
export type ConvertFormula = (tex: string, isDisplay: boolean) => Element | undefined;

const MATHML = "http://www.w3.org/1998/Math/MathML";
/** Attributes that could run, load or link something, in case the converter can be tricked into writing them. */
const DANGEROUS_ATTRIBUTE = /^(?:on|href|src|xlink)/i;

document.head.append(Object.assign(document.createElement("style"), { textContent: styles }));

/** Removes equation numbers: nothing refers to them, and they would continue from answer to answer. */
function removeEquationNumbers(tex: string) {
  const starred = tex.replace(/\\(begin|end)\{(align|alignat|equation|flalign|gather|multline)\}/g, "\\$1{$2*}");
  return starred.replace(/\\(begin|end)\{(eqnarray|flalign)\*?\}/g, "\\$1{align*}");
}

/** Returns whether the element is allowed. Temml creates spans for a number that the formula itself sets (`\tag{1}`). */
const isAllowed = (element: Element) => element.namespaceURI === MATHML || element instanceof HTMLSpanElement;

const isSafe = (element: Element) =>
  isAllowed(element) && ![...element.attributes].some(({ name }) => DANGEROUS_ATTRIBUTE.test(name));

export const convertFormula: ConvertFormula = (tex, isDisplay) => {
  const parent = document.createElement("span");
  const options: Options = { displayMode: isDisplay, throwOnError: true, trust: false, strict: false, maxSize: [20, 40], maxExpand: 200, wrap: "none" };
  try {
    temml.render(removeEquationNumbers(tex), parent, options);
  } catch {
    return undefined;
  }
  const elements = [...parent.querySelectorAll("*")];
  return elements.every(isSafe) ? (parent.firstElementChild ?? undefined) : undefined;
};
