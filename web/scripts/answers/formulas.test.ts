import { attach } from "../testing/dom.ts";
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { renderInSlices, withoutDelimiters } from "./formulas.ts";

test("TeX loses its delimiters, whatever they are", () => {
  const cases = { "$x$": "x", "$$x$$": "x", "\\(x\\)": "x", "\\[x\\]": "x", "\\begin{align}x\\end{align}": "\\begin{align}x\\end{align}" };
  for (const [source, tex] of Object.entries(cases)) assert.equal(withoutDelimiters(source), tex);
});

test("many formulas are rendered in several tasks", async () => {
  let now = 0;
  mock.method(performance, "now", () => now);
  const convert = () => {
    now += 5;
    return document.createElement("math");
  };
  const block = attach('<span class="math">$a$</span><span class="math">$b$</span><span class="math">$c$</span>');
  const rendered = () => block.querySelectorAll("math").length;
  const done = renderInSlices(block.querySelectorAll(".math"), convert);
  assert.equal(rendered(), 2);
  await done;
  assert.equal(rendered(), 3);
});
