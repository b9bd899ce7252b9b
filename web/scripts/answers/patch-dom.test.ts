import { attach } from "../testing/dom.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { appendToBlock, endOfSlice, morph } from "./patch-dom.ts";

const fromHtml = (html: string) => Object.assign(document.createElement("div"), { innerHTML: html });

test("equal nodes stay in place, and the others are replaced", () => {
  const old = fromHtml("<p>one</p><p>two</p><ul><li>a</li></ul>");
  const [first, second, list] = old.children;
  morph(old, fromHtml("<p>one</p><p>two</p><ul><li>a</li><li>b</li></ul><p>end</p>"));
  assert.equal(old.innerHTML, "<p>one</p><p>two</p><ul><li>a</li><li>b</li></ul><p>end</p>");
  assert.deepEqual([old.children[0] === first, old.children[1] === second, old.children[2] === list], [true, true, true]);
});

test("an element with other attributes is replaced as a whole", () => {
  const old = fromHtml('<p class="a">one</p>');
  const before = old.firstElementChild;
  morph(old, fromHtml('<p class="b">one</p>'));
  assert.equal(old.innerHTML, '<p class="b">one</p>');
  assert.notEqual(old.firstElementChild, before);
});

test("nodes that are no longer there are removed", () => {
  const old = fromHtml("<p>one</p><p>two</p>");
  morph(old, fromHtml("<p>one</p>"));
  assert.equal(old.innerHTML, "<p>one</p>");
});

test("text goes to the end of the innermost last element", () => {
  const block = attach("<ul><li>one</li><li>two <b>bold</b></li></ul>");
  appendToBlock(block, "er");
  assert.equal(block.innerHTML, "<ul><li>one</li><li>two <b>bolder</b></li></ul>");
});

test("text goes to the end of the code, not of its bar", () => {
  const block = attach('<div class="code"><pre><code></code></pre><div class="code-bar"><button>Copy</button></div></div>');
  appendToBlock(block, "let a;");
  assert.equal(block.querySelector("code")?.textContent, "let a;");
  assert.equal(block.querySelector("button")?.textContent, "Copy");
});

test("a long text is made of several nodes", () => {
  const block = attach("<p>x</p>");
  for (let count = 0; count < 3; count += 1) appendToBlock(block, "y".repeat(999));
  const lengths = [...(block.firstElementChild?.childNodes ?? [])].map((node) => node.textContent?.length);
  assert.deepEqual(lengths, [1_000, 1_998]);
});

test("a slice never ends between the two halves of a character", () => {
  const face = "😀";
  assert.equal(endOfSlice("x".repeat(4_000)), 2_000);
  assert.equal(endOfSlice("x".repeat(1_999) + face), 1_999);
  assert.equal(endOfSlice("x".repeat(1_998) + face + "y"), 2_000);
  assert.equal(endOfSlice("x"), 1);
  assert.equal(endOfSlice(""), 0);
  // Even half a surrogate pair makes progress.
  assert.equal(endOfSlice(face.charAt(0)), 1);
});
