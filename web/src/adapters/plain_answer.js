// Shows an answer that could not be formatted as plain text with a note. Used by the page and, in its own bundle, by
// the script that renders answers (web/scripts/answers).

/**
 * Shows `text` as it was received, followed by `note`. Returns the element that holds the text.
 * @param {Element} element
 * @param {string} text
 * @param {string} note
 */
export function showPlain(element, text, note) {
  const plain = document.createElement("div");
  plain.className = "words source plain-answer";
  plain.dir = "auto";
  plain.textContent = text;
  const paragraph = document.createElement("p");
  paragraph.className = "answer-note";
  paragraph.setAttribute("role", "status");
  paragraph.textContent = note;
  element.replaceChildren(plain, paragraph);
  return plain;
}
