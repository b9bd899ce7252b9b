import { attach } from "../testing/dom.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { linkFootnotes, linkRepeatedReferences } from "./footnotes.ts";

const reference = (note: string) => `<sup class="footnote-ref"><a data-note="${note}"></a></sup>`;
const label = (note: string) => `<div class="footnote"><a class="footnote-label" data-note="${note}"></a></div>`;

const ids = (answer: Element, selector: string) => [...answer.querySelectorAll(selector)].map(({ id }) => id);

test("a reference and its note link to each other, under names of their answer", () => {
  const answer = attach(reference("A b") + label("a B"), "answer");
  linkFootnotes(answer, 7);
  const [from, to] = answer.querySelectorAll("a");
  assert.equal(from?.id, "note-ref-7-a%20b");
  assert.equal(from?.getAttribute("href"), "#note-7-a%20b");
  assert.equal(to?.id, "note-7-a%20b");
  assert.equal(to?.getAttribute("href"), "#note-ref-7-a%20b");
});

test("several references have ids of their own, and the note links back to each", () => {
  const answer = attach(reference("x") + reference("x") + reference("y") + label("x"), "answer");
  linkRepeatedReferences(answer, 1);
  assert.deepEqual(ids(answer, ".footnote-ref > a"), ["note-ref-1-x", "note-ref-1-x:2", "note-ref-1-y"]);
  const backlinks = [...answer.querySelectorAll(".footnote-backs > a")].map((link) => link.getAttribute("href"));
  assert.deepEqual(backlinks, ["#note-ref-1-x", "#note-ref-1-x:2"]);
});

test("backlinks go when only one reference is left", () => {
  const answer = attach(reference("x") + reference("x") + label("x"), "answer");
  linkRepeatedReferences(answer, 1);
  answer.querySelector(".footnote-ref")?.remove();
  linkRepeatedReferences(answer, 1);
  assert.equal(answer.querySelector(".footnote-backs"), null);
});
