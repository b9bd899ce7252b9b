// Renders answers. This script takes streamed text, has the Markdown module convert it to blocks, and updates only the blocks
// that changed. The page fetches it with the first answer. The module's HTML is safe by construction (the crate abcb-markdown);
// everything else is created as elements and text nodes.

import { showPlain } from "../../src/adapters/plain_answer.js";
import { queueTask } from "../tasks.ts";
import load, { type Patch, Stream, speak } from "./abcb-markdown.js";
import styles from "./answer.css";
import { Blocks } from "./blocks.ts";
import { addCodeButtons, highlightWhenNear, wrapCode } from "./code.ts";
import { linkFootnotes, separateReferences } from "./footnotes.ts";
import { showFormulas } from "./formulas.ts";
import { setFormatter, setNotifier, translate } from "./i18n.ts";
import { addImageButtons } from "./images.ts";
import { Pace } from "./pace.ts";
import { appendToBlock, endOfSlice, morph } from "./patch-dom.ts";
import { attempt } from "./scheduling.ts";

/** The time text is parsed before the script yields to the page. */
const PARSE_MILLIS = 8;
/** The pause in a stream after which all text so far is shown. */
const PAUSE_MILLIS = 150;

/** Whether the page is being printed: all text is then rendered synchronously. */
let isPrinting = false;
const unfinished = new Set<Answer>();

addEventListener("beforeprint", () => {
  isPrinting = true;
  for (const answer of unfinished) answer.catchUp();
});
addEventListener("afterprint", () => {
  isPrinting = false;
});

document.head.append(Object.assign(document.createElement("style"), { textContent: styles }));

/** The interface for the page; see web/src/adapters/markdown.rs. */
export const ready = load().then(() => ({
  speak: setFormatter,
  tell: setNotifier,
  wrapCode,
  open(element: HTMLElement) {
    const words = {
      Copy: translate("action-copy"),
      "Copy code": translate("code-copy"),
      Table: translate("table-title"),
      done: translate("call-status-done"),
      "to do": translate("task-todo"),
    };
    for (const [english, word] of Object.entries(words)) speak(english, word);
    return new Answer(element);
  },
}));

let answerCount = 0;

class Answer {
  readonly #element: HTMLElement;
  readonly #number = (answerCount += 1);
  /** All text so far. */
  #text = "";
  /** The element with the plain text, after formatting has failed. */
  #plain: HTMLElement | undefined;
  #blocks: Blocks;
  #stream = new Stream();
  /** Text that has not been parsed yet. */
  #unparsed = "";
  /** How much of it belongs to the drawing that is going on, in characters. */
  #due = 0;
  #pace = new Pace();
  /** The timer of the next drawing, while text arrives faster than it is drawn. */
  #next: ReturnType<typeof setTimeout> | undefined;
  #isWorking = false;
  #isFinished = false;
  /** The number of leading blocks that were passed to the highlighter. */
  #highlighted = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#blocks = new Blocks(element);
  }

  append(text: string) {
    this.#text += text;
    if (this.#plain) this.#plain.append(text);
    else this.#guarded(() => this.#append(text));
  }

  replace(text: string) {
    this.#text = text;
    this.#plain = undefined;
    this.#guarded(() => this.#replace(text));
  }

  /** Ends the answer: no more text is expected. */
  finish() {
    this.#guarded(() => this.#finish());
  }

  /** Renders all text so far. */
  catchUp() {
    this.#guarded(() => this.#draw());
  }

  /** Runs `draw`. If it fails, the answer is shown as plain text. */
  #guarded(draw: () => void) {
    if (this.#plain) return;
    try {
      draw();
    } catch (error) {
      console.warn("An answer could not be formatted.", error);
      clearTimeout(this.#pause);
      this.#stopWaiting();
      this.#isWorking = false;
      this.#unparsed = "";
      this.#due = 0;
      unfinished.delete(this);
      const note = translate("answer-not-formatted");
      this.#plain = showPlain(this.#element, this.#text, note);
    }
  }

  #append(text: string) {
    // The highlighter has replaced nodes that the stream rendered.
    if (this.#isFinished) this.#stream.leave();
    this.#isFinished = false;
    this.#unparsed += text;
    if (!this.#isWorking) this.#drawInTime();
  }

  #drawInTime() {
    const wait = this.#pace.wait(this.#unparsed.length, performance.now());
    if (wait === 0 || isPrinting) return this.#draw();
    unfinished.add(this);
    this.#next ??= setTimeout(() => this.catchUp(), wait);
  }

  #replace(text: string) {
    const before = this.#stream;
    this.#stream = new Stream();
    this.#pace = new Pace();
    clearTimeout(this.#pause);
    this.#blocks = new Blocks(this.#element);
    this.#isFinished = false;
    this.#highlighted = 0;
    this.#unparsed = "";
    this.#due = 0;
    this.#append(text);
    // A stream that failed in the middle of a call cannot be freed.
    attempt(() => before.free());
  }

  #finish() {
    this.#isFinished = true;
    if (this.#isWorking) this.#due = this.#unparsed.length;
    else this.#draw();
  }

  /** Starts to draw all text so far. */
  #draw() {
    this.#stopWaiting();
    this.#due = this.#unparsed.length;
    this.#pace.draws(this.#due, performance.now());
    this.#work();
  }

  #work() {
    const until = isPrinting ? Infinity : performance.now() + PARSE_MILLIS;
    while (this.#due > 0) {
      const end = endOfSlice(this.#unparsed);
      this.#apply(this.#stream.push(this.#unparsed.slice(0, end)));
      this.#unparsed = this.#unparsed.slice(end);
      this.#due -= end;
      if (performance.now() >= until) break;
    }
    this.#isWorking = this.#due > 0;
    if (this.#isWorking) {
      unfinished.add(this);
      queueTask(() => this.#guarded(() => this.#work()));
    } else {
      unfinished.delete(this);
      this.#pace.hasDrawn(performance.now());
      if (this.#unparsed) this.#drawInTime();
      else if (this.#isFinished) this.#showAll();
    }
  }

  #stopWaiting() {
    clearTimeout(this.#next);
    this.#next = undefined;
  }

  /** Shows all text once it has been parsed, for now or for good. */
  #showAll() {
    this.#apply(this.#stream.finish());
  }

  #apply(patch: Patch) {
    const { append, from, blocks: fresh, again } = patch;
    this.#highlighted = Math.min(this.#highlighted, from ?? Infinity);
    if (append) appendToBlock(this.#blocks.last, append);
    if (from !== undefined) this.#replaceFrom(from, fresh);
    patch.againAt.forEach((index, position) => fill(this.#blocks.get(index), again[position] ?? "", this.#number));
    if ([...fresh, ...again].some((html) => html.includes("data-note="))) {
      attempt(() => separateReferences(this.#element, this.#number));
    }
    this.#highlightUntil(this.#isFinished && !this.#unparsed ? this.#blocks.count : patch.settled);
    clearTimeout(this.#pause);
    if (!patch.isWhole) this.#pause = setTimeout(() => this.#guarded(() => this.#showAll()), PAUSE_MILLIS);
    patch.free();
  }

  #replaceFrom(from: number, blocks: readonly string[]) {
    blocks.forEach((html, position) => {
      const fresh = document.createElement("div");
      fresh.className = "block";
      fill(fresh, html, this.#number);
      const old = this.#blocks.at(from + position);
      if (old) morph(old, fresh);
      else this.#blocks.add(fresh);
    });
    this.#blocks.truncate(from + blocks.length);
  }

  #highlightUntil(end: number) {
    for (; this.#highlighted < end; this.#highlighted += 1) {
      const block = this.#blocks.get(this.#highlighted);
      attempt(() => highlightWhenNear(block));
    }
  }
}

/** Fills a block with HTML from the Markdown module. A block may be filled many times, so the additions must be idempotent. */
function fill(block: Element, html: string, answerNumber: number) {
  block.innerHTML = html;
  if (html.includes('class="code"')) attempt(() => addCodeButtons(block));
  if (html.includes('class="math')) attempt(() => showFormulas(block));
  if (html.includes('class="image"')) attempt(() => addImageButtons(block));
  if (html.includes("data-note=")) attempt(() => linkFootnotes(block, answerNumber));
}
