// A document for tests that run in Node. Tests import this file first, because scripts access the document on load.

import { Window } from "happy-dom";

const window = new Window({ url: "https://abcb.test/" });

const names = ["document", "Element", "HTMLElement", "HTMLAnchorElement", "Node", "Text", "Blob", "FileReader", "Headers", "Response", "MouseEvent", "MutationObserver"] as const;
for (const name of names) Reflect.set(globalThis, name, Reflect.get(window, name));

/** Adds an element with the given HTML to the document and returns it. */
export function attach(html: string, className = "") {
  const element = document.createElement("div");
  element.className = className;
  element.innerHTML = html;
  document.body.replaceChildren(element);
  return element;
}

/** Returns the first element that matches. Throws if there is none. */
export function find(selector: string, within: ParentNode = document): HTMLElement {
  const element = within.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`There is no ${selector}.`);
  return element;
}
