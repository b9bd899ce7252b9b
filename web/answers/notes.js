// Footnotes and references to them lead to each other. The page scrolls by itself: its address names the session.

import { say } from "./words.js";

/** From where the reader last went to a note. */
let origin;

/** Gives the notes and references of a block their names, which no other answer has: `answer` is its number. */
export function linkNotes(block, answer) {
  for (const link of block.querySelectorAll("a[data-note]")) {
    const name = nameOf(link, answer);
    link.id = isReference(link) ? `note-ref-${name}` : `note-${name}`;
    link.href = isReference(link) ? `#note-${name}` : `#note-ref-${name}`;
    if (!isReference(link)) link.title = say("Back to the text");
  }
}

/** Tells several references to one note apart, which may stand in several blocks, and lets the note lead back to each. */
export function tellNotesApart(element, answer) {
  const notes = new Map();
  for (const link of element.querySelectorAll("a[data-note]")) {
    const name = nameOf(link, answer);
    if (!notes.has(name)) notes.set(name, { references: [], labels: [] });
    const { references, labels } = notes.get(name);
    (isReference(link) ? references : labels).push(link);
  }
  for (const [name, { references, labels }] of notes) {
    references.forEach((link, place) => (link.id = `note-ref-${name}${suffix(place)}`));
    labels.forEach((link, place) => (link.id = `note-${name}${suffix(place)}`));
    if (labels.length) leadBack(labels[0], references);
  }
}

// No label has a colon once it is encoded.
const suffix = (place) => (place ? `:${place + 1}` : "");
const nameOf = (link, answer) => `${answer}-${encodeURIComponent(noteOf(link))}`;
const noteOf = (link) => link.dataset.note.toLowerCase();
const isReference = (link) => link.parentElement.className === "footnote-ref";

/** With a single reference the label itself is the way back. The ways stand beside it, not after the note's words: a stream adds
 * words at the end. */
function leadBack(label, references) {
  const before = label.parentElement.querySelector(".footnote-backs");
  if (before?.childElementCount === references.length) return;
  before?.remove();
  if (references.length < 2) return;
  const backs = document.createElement("span");
  backs.className = "footnote-backs";
  references.forEach((reference, place) => {
    const back = document.createElement("a");
    back.href = `#${reference.id}`;
    back.textContent = `↩${place + 1}`;
    back.title = say("Back to the text");
    back.setAttribute("aria-label", `${back.title} ${place + 1}`);
    backs.append(back);
  });
  label.after(backs);
}

function partner(link) {
  const answer = link.closest(".answer");
  const wanted = isReference(link) ? ".footnote-label" : ".footnote-ref > a";
  const found = [...(answer?.querySelectorAll(wanted) ?? [])].filter((other) => noteOf(other) === noteOf(link));
  return found.includes(origin) ? origin : found[0];
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest(".answer :is(a[data-note], .footnote-backs > a)");
  if (!link) return;
  event.preventDefault();
  const isBack = !link.dataset.note;
  const other = isBack ? document.getElementById(link.getAttribute("href").slice(1)) : partner(link);
  if (!isBack && isReference(link)) origin = link;
  other?.scrollIntoView({ block: "center" });
  other?.focus({ preventScroll: true });
});
