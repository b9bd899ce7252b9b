// Updates the blocks of an answer with as few node changes as possible: unchanged nodes keep their selection and layout.

import { appendCode, forgetLineCount } from "./code-lines.ts";

/** Makes `old` equal to `fresh`, which usually only has more content at its end. */
export function morph(old: Element, fresh: Element) {
  let kept = old.firstChild;
  let next = fresh.firstChild;
  while (kept && next && kept.isEqualNode(next)) {
    kept = kept.nextSibling;
    next = next.nextSibling;
  }
  if (kept instanceof Element && next instanceof Element && hasSameTag(kept, next)) {
    morph(kept, next);
    forgetLineCount(kept);
    kept = kept.nextSibling;
    next = next.nextSibling;
  }
  while (kept) {
    const removed = kept;
    kept = kept.nextSibling;
    removed.remove();
  }
  while (next) {
    const added = next;
    next = next.nextSibling;
    old.append(added);
  }
}

/** Returns whether both elements have the same name and attributes. */
const hasSameTag = (one: Element, other: Element) => one.cloneNode().isEqualNode(other.cloneNode());

/** The maximum length of a text node: a browser measures a growing text node as a whole, so long text is split. */
const MAX_TEXT_NODE = 1_000;

/** Appends text to the code of a block, or after its last text. */
export function appendToBlock(block: Element, text: string) {
  const code = block.firstElementChild?.className === "code" ? block.querySelector("code") : null;
  if (code) {
    appendCode(code, text);
    return;
  }
  let node: Node = block;
  while (node.lastChild) node = node.lastChild;
  if (!(node instanceof Text)) node.appendChild(document.createTextNode(text));
  else if (node.length < MAX_TEXT_NODE) node.appendData(text);
  else node.after(text);
}

const SLICE_CHARS = 2_000;

/** Returns the end of the next slice of `text`, never between the two halves of a surrogate pair. */
export function endOfSlice(text: string) {
  const end = Math.min(SLICE_CHARS, text.length);
  return end > 1 && /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
}
