// Links between footnotes and references. The script scrolls to the target itself, because the page's fragment is the session.

import { translate } from "./i18n.ts";

/** The reference that the reader last followed to its note. */
let lastFollowed: HTMLElement | undefined;

/** Makes the ids of a block's notes and references unique among all answers. */
export function linkFootnotes(block: Element, answerNumber: number) {
  for (const link of block.querySelectorAll<HTMLAnchorElement>("a[data-note]")) {
    const name = nameOf(link, answerNumber);
    link.id = isReference(link) ? `note-ref-${name}` : `note-${name}`;
    link.href = isReference(link) ? `#note-${name}` : `#note-ref-${name}`;
    if (!isReference(link)) link.title = translate("footnote-back");
  }
}

/** Gives each of several references to one note, which may be in different blocks, its own id, and links the note back to each. */
export function linkRepeatedReferences(answer: Element, answerNumber: number) {
  const notes = new Map<string, { references: HTMLAnchorElement[]; labels: HTMLAnchorElement[] }>();
  for (const link of answer.querySelectorAll<HTMLAnchorElement>("a[data-note]")) {
    const name = nameOf(link, answerNumber);
    const note = notes.get(name) ?? { references: [], labels: [] };
    notes.set(name, note);
    (isReference(link) ? note.references : note.labels).push(link);
  }
  for (const [name, { references, labels }] of notes) {
    references.forEach((link, index) => {
      link.id = `note-ref-${name}${suffixOf(index)}`;
    });
    labels.forEach((link, index) => {
      link.id = `note-${name}${suffixOf(index)}`;
    });
    if (labels[0]) addBacklinks(labels[0], references);
  }
}

// An encoded label contains no colon, so the suffix is unambiguous.
const suffixOf = (index: number) => (index > 0 ? `:${index + 1}` : "");
const nameOf = (link: HTMLElement, answerNumber: number) => `${answerNumber}-${encodeURIComponent(noteOf(link))}`;
const noteOf = (link: HTMLElement) => link.dataset.note?.toLowerCase() ?? "";
const isReference = (link: Element) => link.parentElement?.className === "footnote-ref";

/** Adds the backlinks of a note. With one reference, the label is the backlink. With several, the links are placed beside the
 * label, because a stream appends text at the end of the note. */
function addBacklinks(label: Element, references: readonly Element[]) {
  const before = label.parentElement?.querySelector(".footnote-backs");
  if (before?.childElementCount === references.length) return;
  before?.remove();
  if (references.length < 2) return;
  const backlinks = document.createElement("span");
  backlinks.className = "footnote-backs";
  references.forEach((reference, index) => {
    const backlink = document.createElement("a");
    backlink.href = `#${reference.id}`;
    backlink.textContent = `↩${index + 1}`;
    backlink.title = translate("footnote-back");
    backlink.setAttribute("aria-label", `${backlink.title} ${index + 1}`);
    backlinks.append(backlink);
  });
  label.after(backlinks);
}

/** Returns the note of a reference, or the reference of a note: the one that the reader came from, else the first. */
function targetOf(link: HTMLElement) {
  const selector = isReference(link) ? ".footnote-label" : ".footnote-ref > a";
  const links = link.closest(".answer")?.querySelectorAll<HTMLElement>(selector) ?? [];
  const targets = [...links].filter((other) => noteOf(other) === noteOf(link));
  return targets.find((target) => target === lastFollowed) ?? targets[0];
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest<HTMLElement>(".answer :is(a[data-note], .footnote-backs > a)");
  if (!link) return;
  event.preventDefault();
  const isBacklink = !link.dataset.note;
  const target = isBacklink ? document.getElementById(link.getAttribute("href")?.slice(1) ?? "") : targetOf(link);
  if (!isBacklink && isReference(link)) lastFollowed = link;
  target?.scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
});
