// TeX to MathML, a file of its own: fetched with the first formula.

import temml from "temml";
import styles from "./math.css";

const MATHML = "http://www.w3.org/1998/Math/MathML";
/** What a converter could be talked into that leads or loads. */
const LEADS = /^(?:on|href|src|xlink)/i;

document.head.append(Object.assign(document.createElement("style"), { textContent: styles }));

/** Formulas of an answer bear no numbers: nothing refers to them, and several answers would count on. */
function withoutNumbers(tex) {
  const plain = tex.replace(/\\(begin|end)\{(align|alignat|equation|flalign|gather|multline)\}/g, "\\$1{$2*}");
  return plain.replace(/\\(begin|end)\{(eqnarray|flalign)\*?\}/g, "\\$1{align*}");
}

/** A number that the formula itself asks for, `\tag{1}`, is made with these. */
const isSpan = (element) => element instanceof HTMLSpanElement;

/** The formula as an element; undefined where it cannot be read. */
export function formula(tex, displayMode) {
  const place = document.createElement("span");
  try {
    temml.render(withoutNumbers(tex), place, { displayMode, throwOnError: true, trust: false, strict: false, maxSize: [20, 40], maxExpand: 200, wrap: "none" });
  } catch {
    return undefined;
  }
  const elements = [...place.querySelectorAll("*")];
  const isSafe = elements.every((element) => (element.namespaceURI === MATHML || isSpan(element)) && ![...element.attributes].some(({ name }) => LEADS.test(name)));
  return isSafe ? place.firstElementChild : undefined;
}
