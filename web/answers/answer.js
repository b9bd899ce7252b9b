// Answers on the page: takes text as it comes, has the Markdown module turn it into blocks, and touches only those that
// changed. Fetched with the first answer. The HTML is safe by construction (the crate abcb-markdown); everything else that
// is made here is made of elements and text nodes.

import { showPlain } from "../src/adapters/plain_answer.js";
import styles from "./answer.css";
import load, { Stream, speak } from "./abcb-markdown.js";
import { Blocks } from "./blocks.js";
import { colour, equip, wrapCode } from "./code.js";
import { showFormulas } from "./formulas.js";
import { offerImages } from "./images.js";
import { growCode, recount } from "./lines.js";
import { linkNotes, tellNotesApart } from "./notes.js";
import { attempt, soon } from "./tasks.js";
import { say, speakWith, tellWith } from "./words.js";

/** How much text is parsed at a time, and for how long, before the page may do something else. */
const SLICE = 1_000;
const MILLIS = 4;
/** After so long without text what is on the page is brought up to date. */
const PAUSE = 150;

/** Before the page is printed all text is drawn at once: paper does not wait. */
let isPrinting = false;
const unfinished = new Set();

addEventListener("beforeprint", () => {
  isPrinting = true;
  for (const answer of unfinished) answer.catchUp();
});
addEventListener("afterprint", () => (isPrinting = false));

document.head.append(Object.assign(document.createElement("style"), { textContent: styles }));

export const ready = load().then(() => ({
  speak: speakWith,
  tell: tellWith,
  wrapCode,
  open(element) {
    for (const english of ["Copy", "Copy code", "Table", "done", "to do"]) speak(english, say(english));
    return new Answer(element);
  },
}));

let answers = 0;

class Answer {
  #element;
  #number = (answers += 1);
  /** All that has come. */
  #text = "";
  /** What holds the text once it could not be formatted. */
  #plain;
  #blocks;
  #stream = new Stream();
  /** What has come and was not parsed. */
  #waiting = "";
  #isWorking = false;
  #isFinished = false;
  /** How many blocks had their code coloured. */
  #coloured = 0;
  #pause = 0;

  constructor(element) {
    this.#element = element;
    this.#blocks = new Blocks(element);
  }

  append(text) {
    this.#text += text;
    if (this.#plain) this.#plain.append(text);
    else this.#guarded(() => this.#append(text));
  }

  replace(text) {
    this.#text = text;
    this.#plain = undefined;
    this.#guarded(() => this.#replace(text));
  }

  /** Nothing more is expected. */
  finish() {
    this.#guarded(() => this.#finish());
  }

  /** Draws what has come and was not drawn yet. */
  catchUp() {
    this.#guarded(() => this.#work());
  }

  /** Whatever fails on the way, the text that came stays readable. */
  #guarded(draw) {
    if (this.#plain) return;
    try {
      draw();
    } catch (error) {
      console.warn("An answer could not be formatted.", error);
      clearTimeout(this.#pause);
      this.#isWorking = false;
      this.#waiting = "";
      unfinished.delete(this);
      this.#plain = showPlain(this.#element, this.#text, say("This answer could not be formatted; it is shown as plain text."));
    }
  }

  #append(text) {
    // What has been coloured is not what the stream left there.
    if (this.#isFinished) this.#stream.leave();
    this.#isFinished = false;
    this.#waiting += text;
    if (!this.#isWorking) this.#work();
  }

  #replace(text) {
    const before = this.#stream;
    this.#stream = new Stream();
    clearTimeout(this.#pause);
    this.#blocks = new Blocks(this.#element);
    this.#isFinished = false;
    this.#coloured = 0;
    this.#waiting = "";
    this.#append(text);
    // One that broke in the middle of something cannot be freed.
    attempt(() => before.free());
  }

  #finish() {
    this.#isFinished = true;
    if (!this.#isWorking) this.#rest();
  }

  #work() {
    const until = isPrinting ? Infinity : performance.now() + MILLIS;
    do {
      const end = endOfSlice(this.#waiting);
      this.#apply(this.#stream.push(this.#waiting.slice(0, end)));
      this.#waiting = this.#waiting.slice(end);
    } while (this.#waiting && performance.now() < until);
    this.#isWorking = this.#waiting !== "";
    if (this.#isWorking) unfinished.add(this);
    else unfinished.delete(this);
    if (this.#isWorking) soon(() => this.#guarded(() => this.#work()));
    else if (this.#isFinished) this.#rest();
  }

  /** All text has been parsed, for now or for good. */
  #rest() {
    this.#apply(this.#stream.finish());
  }

  #apply(patch) {
    const blocks = this.#blocks;
    const { append, from } = patch;
    this.#coloured = Math.min(this.#coloured, from ?? Infinity);
    if (append) addText(blocks.last, append);
    const fresh = patch.blocks;
    if (from !== undefined) this.#replaceFrom(from, fresh);
    const again = patch.again;
    patch.againAt.forEach((block, index) => fill(blocks.at(block), again[index], this.#number));
    const hasNotes = [...fresh, ...again].some((html) => html.includes("data-note="));
    if (hasNotes) attempt(() => tellNotesApart(this.#element, this.#number));
    const finished = this.#isFinished && !this.#waiting ? blocks.count : patch.settled;
    for (; this.#coloured < finished; this.#coloured += 1) {
      const block = blocks.at(this.#coloured);
      attempt(() => colour(block));
    }
    clearTimeout(this.#pause);
    if (!patch.isWhole) this.#pause = setTimeout(() => this.#guarded(() => this.#rest()), PAUSE);
    patch.free();
  }

  #replaceFrom(from, blocks) {
    blocks.forEach((html, place) => {
      const fresh = document.createElement("div");
      fresh.className = "block";
      fill(fresh, html, this.#number);
      const old = this.#blocks.at(from + place);
      if (old) turnInto(old, fresh);
      else this.#blocks.add(fresh);
    });
    this.#blocks.cut(from + blocks.length);
  }
}

/** What is added here is the same whenever it is added: a block may be filled many times. `answer` is the answer's number. */
function fill(block, html, answer) {
  block.innerHTML = html;
  if (html.includes('class="code"')) attempt(() => equip(block));
  if (html.includes('class="math')) attempt(() => showFormulas(block));
  if (html.includes('class="image"')) attempt(() => offerImages(block));
  if (html.includes("data-note=")) attempt(() => linkNotes(block, answer));
}

/** Not between the two halves of a letter. */
function endOfSlice(text) {
  const end = Math.min(SLICE, text.length);
  return /[\ud800-\udbff]/.test(text[end - 1]) ? end - 1 || end : end;
}

/** Makes `old` the same as `fresh`, which is most often the same with more at its end: what is the same stays as it is. */
function turnInto(old, fresh) {
  let kept = old.firstChild;
  let next = fresh.firstChild;
  while (kept && next && kept.isEqualNode(next)) {
    kept = kept.nextSibling;
    next = next.nextSibling;
  }
  if (kept && next && isSameElement(kept, next)) {
    turnInto(kept, next);
    recount(kept);
    kept = kept.nextSibling;
    next = next.nextSibling;
  }
  while (kept) {
    const gone = kept;
    kept = kept.nextSibling;
    gone.remove();
  }
  while (next) {
    const added = next;
    next = next.nextSibling;
    old.append(added);
  }
}

const isSameElement = (one, other) => one.nodeType === Node.ELEMENT_NODE && one.cloneNode().isEqualNode(other.cloneNode());

/** A text that grows is measured anew as a whole, so a long one is made of several. */
const LONG_TEXT = 1_000;

/** Adds to the code of a block, or to the last text there is. */
function addText(block, text) {
  const code = block.firstElementChild.className === "code" && block.querySelector("code");
  if (code) return growCode(code, text);
  let node = block;
  while (node.lastChild) node = node.lastChild;
  if (node.nodeType !== Node.TEXT_NODE) node.append(text);
  else if (node.length < LONG_TEXT) node.appendData(text);
  else node.after(text);
}
