import "../testing/dom.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutDelimiters } from "./formulas.ts";

test("TeX loses its delimiters, whatever they are", () => {
  const cases = { "$x$": "x", "$$x$$": "x", "\\(x\\)": "x", "\\[x\\]": "x", "\\begin{align}x\\end{align}": "\\begin{align}x\\end{align}" };
  for (const [source, tex] of Object.entries(cases)) assert.equal(withoutDelimiters(source), tex);
});
