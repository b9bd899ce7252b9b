// The text of code, in chunks of fifty lines. A browser lays out a growing element as a whole, so in one long element every token
// would cost more than the one before. Code is never HTML: this file creates only spans and text nodes.

/** A token from the highlighter: a text, or a span with classes around more tokens. */
export type Token =
  | { readonly value: string }
  | { readonly classNames: readonly string[]; readonly children: readonly Token[] };

const LINES_PER_CHUNK = 50;
const lineCounts = new WeakMap<Node, number>();

/** Returns the number of lines in a chunk. */
function countLines(chunk: Node) {
  const known = lineCounts.get(chunk);
  if (known !== undefined) return known;
  const count = (chunk.textContent ?? "").split("\n").length - 1;
  lineCounts.set(chunk, count);
  return count;
}

/** Invalidates the cached line count. Must be called when other code has changed a node that may be a chunk. */
export const forgetLineCount = (chunk: Node) => lineCounts.delete(chunk);

/** Replaces the code with tokens. */
export function setCode(code: Element, tokens: readonly Token[]) {
  const chunks = document.createDocumentFragment();
  writeTokens(chunks, tokens, []);
  code.replaceChildren(chunks);
}

/** Appends text to the code. */
export function appendCode(code: Element, text: string) {
  writeText(code, text, []);
}

function writeTokens(chunks: ParentNode & Node, tokens: readonly Token[], classes: readonly string[]) {
  for (const token of tokens) {
    if ("value" in token) writeText(chunks, token.value, classes);
    else writeTokens(chunks, token.children, [...classes, token.classNames.join(" ")]);
  }
}

function writeText(chunks: ParentNode & Node, text: string, classes: readonly string[]) {
  let remaining = text;
  while (remaining) {
    let chunk = chunks.lastChild;
    if (!chunk || countLines(chunk) >= LINES_PER_CHUNK) {
      chunk = createSpan("lines");
      chunks.append(chunk);
    }
    const { end, breaks } = findLineBreaks(remaining, LINES_PER_CHUNK - countLines(chunk));
    lineCounts.set(chunk, countLines(chunk) + breaks);
    appendText(createNestedSpans(chunk, classes), remaining.slice(0, end));
    remaining = remaining.slice(end);
  }
}

/** Returns the end of `text` after at most `limit` line breaks, and the number of breaks up to there. */
export function findLineBreaks(text: string, limit: number) {
  let end = 0;
  for (let breaks = 0; breaks < limit; breaks += 1) {
    const at = text.indexOf("\n", end);
    if (at < 0) return { end: text.length, breaks };
    end = at + 1;
  }
  return { end, breaks: limit };
}

/** Adds a nested span to the chunk for each class, and returns the innermost. */
function createNestedSpans(chunk: Node, classes: readonly string[]) {
  let innermost = chunk;
  for (const name of classes) innermost = innermost.appendChild(createSpan(name));
  return innermost;
}

function createSpan(name: string) {
  const element = document.createElement("span");
  element.className = name;
  return element;
}

function appendText(parent: Node, text: string) {
  const last = parent.lastChild;
  if (last instanceof Text) last.appendData(text);
  else parent.appendChild(document.createTextNode(text));
}
