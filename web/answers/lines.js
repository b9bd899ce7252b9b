// The text of code, in pieces of some lines each: a browser lays out a piece that grows as a whole, and a long one would cost
// more with every token. Code is never HTML.

const LINES = 50;
const counts = new WeakMap();

/** How many lines a piece has. */
function linesOf(piece) {
  if (!counts.has(piece)) counts.set(piece, piece.textContent.split("\n").length - 1);
  return counts.get(piece);
}

/** Somebody else has changed what may be a piece. */
export const recount = (piece) => counts.delete(piece);

/** Replaces the code by tokens: texts, and spans with classes around more of them. */
export function setCode(code, tokens) {
  const pieces = document.createDocumentFragment();
  write(pieces, tokens, []);
  code.replaceChildren(pieces);
}

/** Adds to the end of the code. */
export function growCode(code, text) {
  writeText(code, text, []);
}

function write(pieces, tokens, around) {
  for (const { value, properties, children } of tokens) {
    if (value === undefined) write(pieces, children, [...around, properties.className.join(" ")]);
    else writeText(pieces, value, around);
  }
}

function writeText(pieces, text, around) {
  let rest = text;
  while (rest) {
    let piece = pieces.lastChild;
    if (!piece || linesOf(piece) >= LINES) {
      piece = span("lines");
      pieces.append(piece);
    }
    const { end, breaks } = upTo(rest, LINES - linesOf(piece));
    counts.set(piece, linesOf(piece) + breaks);
    addText(placeIn(piece, around), rest.slice(0, end));
    rest = rest.slice(end);
  }
}

/** Where so many line breaks have passed, and how many have. */
function upTo(text, most) {
  let end = 0;
  for (let breaks = 0; breaks < most; breaks += 1) {
    const at = text.indexOf("\n", end);
    if (at < 0) return { end: text.length, breaks };
    end = at + 1;
  }
  return { end, breaks: most };
}

/** A new element at the end of the piece, within one for each of the classes. */
function placeIn(piece, around) {
  let place = piece;
  for (const name of around) {
    const inner = span(name);
    place.append(inner);
    place = inner;
  }
  return place;
}

function span(name) {
  const made = document.createElement("span");
  made.className = name;
  return made;
}

function addText(place, text) {
  const last = place.lastChild;
  if (last?.nodeType === Node.TEXT_NODE) last.appendData(text);
  else place.append(text);
}
