// Renders answers. This script takes streamed text, has the Markdown module convert it to blocks, and updates only the blocks
// that changed. The page fetches it with the first answer. The module's HTML is safe by construction (the crate abcb-markdown);
// everything else is created as elements and text nodes.

import { showPlain } from "../../src/adapters/plain_answer.js";
import { queueTask } from "../tasks.ts";
import load, { type Patch, Stream, render, speak as setTranslation } from "./abcb-markdown.js";
import styles from "./answer.css";
import { Blocks } from "./blocks.ts";
import { addCodeButtons, highlightWhenNear, wrapCode } from "./code.ts";
import { DrawThrottle } from "./draw-throttle.ts";
import { linkFootnotes, linkRepeatedReferences } from "./footnotes.ts";
import { renderFormulas, renderFormulasApart } from "./formulas.ts";
import { setFormatter, setNotifier, translate } from "./i18n.ts";
import { addImageButtons } from "./images.ts";
import { appendToBlock, endOfSlice, morph } from "./patch-dom.ts";
import { attempt } from "./scheduling.ts";

/** How long text is parsed before the script yields to the page. */
const PARSE_BUDGET_MILLIS = 8;
/** The pause in a stream after which all text so far is shown. */
const PAUSE_MILLIS = 150;

/** Whether the page is being printed: all text is then rendered synchronously. */
let isPrinting = false;
const unfinishedAnswers = new Set<Answer>();

addEventListener("beforeprint", () => {
  isPrinting = true;
  for (const answer of unfinishedAnswers) answer.catchUp();
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
    const labels = {
      Copy: translate("action-copy"),
      "Copy code": translate("code-copy"),
      Table: translate("table-title"),
      done: translate("call-status-done"),
      "to do": translate("task-todo"),
    };
    for (const [english, word] of Object.entries(labels)) setTranslation(english, word);
    return new Answer(element);
  },
  /** Renders a whole text as HTML for a file: without buttons, and with formulas where their converter can be loaded. */
  async toHtml(text: string) {
    const element = document.createElement("div");
    setHtml(element, render(text).join("\n"));
    for (const button of element.querySelectorAll("button")) button.remove();
    await renderFormulasApart(element);
    return element.innerHTML;
  },
}));

let answerCount = 0;

class Answer {
  readonly #element: HTMLElement;
  readonly #answerNumber = (answerCount += 1);
  /** All text so far. */
  #text = "";
  /** The element with the plain text, after formatting has failed. */
  #plainElement: HTMLElement | undefined;
  #blocks: Blocks;
  #stream = new Stream();
  /** Text that has not been parsed yet. */
  #unparsed = "";
  /** The number of characters of it that the current drawing still has to parse. */
  #charsToDraw = 0;
  #throttle = new DrawThrottle();
  /** The timer of the next drawing, while text arrives faster than it is drawn. */
  #drawTimer: ReturnType<typeof setTimeout> | undefined;
  #isDrawing = false;
  #isFinished = false;
  /** The number of leading blocks that were passed to the highlighter. */
  #highlightedCount = 0;
  #pauseTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
    this.#blocks = new Blocks(element);
  }

  append(text: string) {
    this.#text += text;
    if (this.#plainElement) this.#plainElement.append(text);
    else this.#runSafely(() => this.#append(text));
  }

  replace(text: string) {
    this.#text = text;
    this.#plainElement = undefined;
    this.#runSafely(() => this.#replace(text));
  }

  /** Ends the answer: no more text is expected. */
  finish() {
    this.#runSafely(() => this.#finish());
  }

  /** Renders all text so far. */
  catchUp() {
    this.#runSafely(() => this.#draw());
  }

  /** Runs `task`. If it fails, the answer is shown as plain text. */
  #runSafely(task: () => void) {
    if (this.#plainElement) return;
    try {
      task();
    } catch (error) {
      console.warn("An answer could not be formatted.", error);
      clearTimeout(this.#pauseTimer);
      this.#cancelScheduledDraw();
      this.#isDrawing = false;
      this.#unparsed = "";
      this.#charsToDraw = 0;
      unfinishedAnswers.delete(this);
      const note = translate("answer-not-formatted");
      this.#plainElement = showPlain(this.#element, this.#text, note);
    }
  }

  #append(text: string) {
    // The highlighter has replaced nodes that the stream rendered.
    if (this.#isFinished) this.#stream.leave();
    this.#isFinished = false;
    this.#unparsed += text;
    if (!this.#isDrawing) this.#scheduleDraw();
  }

  /** Draws now, or after the delay that the throttle asks for. */
  #scheduleDraw() {
    const delay = this.#throttle.delay(this.#unparsed.length, performance.now());
    if (delay === 0 || isPrinting) return this.#draw();
    unfinishedAnswers.add(this);
    this.#drawTimer ??= setTimeout(() => this.catchUp(), delay);
  }

  #replace(text: string) {
    const oldStream = this.#stream;
    this.#stream = new Stream();
    this.#throttle = new DrawThrottle();
    clearTimeout(this.#pauseTimer);
    this.#blocks = new Blocks(this.#element);
    this.#isFinished = false;
    this.#highlightedCount = 0;
    this.#unparsed = "";
    this.#charsToDraw = 0;
    this.#append(text);
    // A stream that failed in the middle of a call cannot be freed.
    attempt(() => oldStream.free());
  }

  #finish() {
    this.#isFinished = true;
    if (this.#isDrawing) this.#charsToDraw = this.#unparsed.length;
    else this.#draw();
  }

  /** Starts to draw all text so far. */
  #draw() {
    this.#cancelScheduledDraw();
    this.#charsToDraw = this.#unparsed.length;
    this.#throttle.startDrawing(this.#charsToDraw, performance.now());
    this.#drawSlices();
  }

  /** Parses and shows the text in slices, over several tasks if it is long. */
  #drawSlices() {
    const deadline = isPrinting ? Infinity : performance.now() + PARSE_BUDGET_MILLIS;
    while (this.#charsToDraw > 0) {
      const end = endOfSlice(this.#unparsed);
      this.#applyPatch(this.#stream.push(this.#unparsed.slice(0, end)));
      this.#unparsed = this.#unparsed.slice(end);
      this.#charsToDraw -= end;
      if (performance.now() >= deadline) break;
    }
    this.#isDrawing = this.#charsToDraw > 0;
    if (this.#isDrawing) {
      unfinishedAnswers.add(this);
      queueTask(() => this.#runSafely(() => this.#drawSlices()));
    } else {
      unfinishedAnswers.delete(this);
      this.#throttle.endDrawing(performance.now());
      if (this.#unparsed) this.#scheduleDraw();
      else if (this.#isFinished) this.#flushStream();
    }
  }

  #cancelScheduledDraw() {
    clearTimeout(this.#drawTimer);
    this.#drawTimer = undefined;
  }

  /** Shows the text that the stream has held back, at a pause or at the end. */
  #flushStream() {
    this.#applyPatch(this.#stream.finish());
  }

  #applyPatch(patch: Patch) {
    const { append, from, blocks: newBlocks, again } = patch;
    this.#highlightedCount = Math.min(this.#highlightedCount, from ?? Infinity);
    if (append) appendToBlock(this.#blocks.last, append);
    if (from !== undefined) this.#replaceFrom(from, newBlocks);
    patch.againAt.forEach((index, position) => fillBlock(this.#blocks.get(index), again[position] ?? "", this.#answerNumber));
    if ([...newBlocks, ...again].some((html) => html.includes("data-note="))) {
      attempt(() => linkRepeatedReferences(this.#element, this.#answerNumber));
    }
    this.#highlightBlocksBefore(this.#isFinished && !this.#unparsed ? this.#blocks.count : patch.settled);
    clearTimeout(this.#pauseTimer);
    if (!patch.isWhole) this.#pauseTimer = setTimeout(() => this.#runSafely(() => this.#flushStream()), PAUSE_MILLIS);
    patch.free();
  }

  #replaceFrom(from: number, blocks: readonly string[]) {
    blocks.forEach((html, position) => {
      const newBlock = document.createElement("div");
      newBlock.className = "block";
      fillBlock(newBlock, html, this.#answerNumber);
      const old = this.#blocks.at(from + position);
      if (old) morph(old, newBlock);
      else this.#blocks.add(newBlock);
    });
    this.#blocks.truncate(from + blocks.length);
  }

  #highlightBlocksBefore(end: number) {
    for (; this.#highlightedCount < end; this.#highlightedCount += 1) {
      const block = this.#blocks.get(this.#highlightedCount);
      attempt(() => highlightWhenNear(block));
    }
  }
}

type HtmlPolicy = { createHTML(html: string): string };
let policy: HtmlPolicy | undefined;

/** Sets HTML from the Markdown module, which is safe by construction. Nothing else may be set so. */
function setHtml(element: Element, html: string) {
  // The browser refuses any other text as HTML (Trusted Types). The policy is made at its first use, since its name can be taken only
  // once, and this script is loaded again if the Markdown module could not be.
  policy ??= globalThis.trustedTypes?.createPolicy("abcb-answers", { createHTML: (html) => html });
  element.innerHTML = policy?.createHTML(html) ?? html;
}

/** Fills a block with HTML from the Markdown module. A block may be filled many times, so the additions must be idempotent. */
function fillBlock(block: Element, html: string, answerNumber: number) {
  setHtml(block, html);
  if (html.includes('class="code"')) attempt(() => addCodeButtons(block));
  if (html.includes('class="math')) attempt(() => renderFormulas(block));
  if (html.includes('class="image"')) attempt(() => addImageButtons(block));
  if (html.includes("data-note=")) attempt(() => linkFootnotes(block, answerNumber));
}
