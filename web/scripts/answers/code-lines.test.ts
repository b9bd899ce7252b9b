import "../testing/dom.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { appendCode, findLineBreaks, setCode } from "./code-lines.ts";

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`).join("");
const chunkLines = (code: Element) => [...code.children].map((chunk) => (chunk.textContent ?? "").split("\n").length - 1);

test("text is cut after so many line breaks", () => {
  assert.deepEqual(findLineBreaks("a\nb\nc", 1), { end: 2, breaks: 1 });
  assert.deepEqual(findLineBreaks("a\nb\nc", 2), { end: 4, breaks: 2 });
  assert.deepEqual(findLineBreaks("a\nb\nc", 3), { end: 5, breaks: 2 });
  assert.deepEqual(findLineBreaks("", 1), { end: 0, breaks: 0 });
});

test("code is split into chunks of fifty lines without losing text", () => {
  const code = document.createElement("code");
  setCode(code, [{ value: lines(120) }]);
  assert.deepEqual(chunkLines(code), [50, 50, 20]);
  assert.equal(code.textContent, lines(120));
});

test("code that is appended piece by piece has the same chunks as code that is set at once", () => {
  const whole = document.createElement("code");
  const grown = document.createElement("code");
  setCode(whole, [{ value: lines(101) }]);
  for (const piece of lines(101).match(/[\s\S]{1,7}/g) ?? []) appendCode(grown, piece);
  assert.equal(grown.innerHTML, whole.innerHTML);
});

test("a token that crosses a chunk's edge has its classes on both sides", () => {
  const code = document.createElement("code");
  setCode(code, [{ value: lines(49) }, { classNames: ["hljs-comment", "deep"], children: [{ value: "/*\n*/" }] }]);
  const spans = [...code.querySelectorAll(".hljs-comment.deep")].map((span) => span.textContent);
  assert.deepEqual(spans, ["/*\n", "*/"]);
});

test("code is text and never HTML", () => {
  const code = document.createElement("code");
  setCode(code, [{ classNames: ["x"], children: [{ value: "<img src=x>" }] }]);
  appendCode(code, "<b>bold</b>");
  assert.equal(code.querySelector("img, b"), null);
  assert.equal(code.textContent, "<img src=x><b>bold</b>");
});
