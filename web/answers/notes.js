// Footnotes and references to them lead to each other. The page scrolls by itself: its address names the session.

import { say } from "./words.js";

/** From where the reader last went to a note. */
let origin;

/** Gives the notes and references of a block their names, which no other answer has: `answer` is its number. */
export function linkNotes(block, answer) {
  for (const link of block.querySelectorAll("a[data-note]")) {
    const name = `${answer}-${encodeURIComponent(noteOf(link))}`;
    link.id = isReference(link) ? `note-ref-${name}` : `note-${name}`;
    link.href = isReference(link) ? `#note-${name}` : `#note-ref-${name}`;
    if (!isReference(link)) link.title = say("Back to the text");
  }
}

const noteOf = (link) => link.dataset.note.toLowerCase();
const isReference = (link) => link.parentElement.className === "footnote-ref";

function partner(link) {
  const answer = link.closest(".answer");
  const wanted = isReference(link) ? ".footnote-label" : ".footnote-ref > a";
  const found = [...(answer?.querySelectorAll(wanted) ?? [])].filter((other) => noteOf(other) === noteOf(link));
  return found.includes(origin) ? origin : found[0];
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest(".answer a[data-note]");
  if (!link) return;
  event.preventDefault();
  const other = partner(link);
  if (isReference(link)) origin = link;
  other?.scrollIntoView({ block: "center" });
  other?.focus({ preventScroll: true });
});
