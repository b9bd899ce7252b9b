// An answer that could not be formatted, as plain text with a note. Used by the page and, in its own bundle, by the script that
// draws answers (web/answers).

/** Shows `text` as it was received, with `note` after it. Gives back the element that holds the text. */
export function showPlain(element, text, note) {
  const plain = document.createElement("div");
  plain.className = "words source plain-answer";
  plain.dir = "auto";
  plain.textContent = text;
  const said = document.createElement("p");
  said.className = "answer-note";
  said.setAttribute("role", "status");
  said.textContent = note;
  element.replaceChildren(plain, said);
  return plain;
}
