import assert from "node:assert/strict";
import { test } from "node:test";
import { format } from "./format.ts";

test("values are formatted as JSON if JSON can represent them", () => {
  class Point {
    x = 1;
  }
  const cases: [value: unknown, text: string][] = [
    ["text", "text"],
    [["text"], '["text"]'],
    [undefined, "undefined"],
    [null, "null"],
    [-0, "-0"],
    [[0, Number.NaN], "[0, NaN]"],
    [2n, "2n"],
    [Symbol("s"), "Symbol(s)"],
    [{ a: 1, b: ["x", null] }, '{"a": 1, "b": ["x", null]}'],
    [new Point(), 'Point {"x": 1}'],
    [new Map([["k", new Set([1, 2])]]), 'Map {"k": Set {1, 2}}'],
    [new Uint8Array(3), "Uint8Array [0, 0, 0]"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [new Date(Number.NaN), "Invalid Date"],
    [new TypeError("no"), "TypeError: no"],
    [/a+/g, "/a+/g"],
    [new URL("http://a/b"), "http://a/b"],
    [Object.create(null), "{}"],
    [parseInt, "[function parseInt]"],
  ];
  for (const [value, text] of cases) assert.equal(format(value), text);
});

test("long, deep and circular values are cut off", () => {
  const circular: unknown[] = [];
  circular.push(circular);
  assert.equal(format(circular), "[[circular]]");
  assert.equal(format([[[[[[1]]]]]]), "[[[[[[…]]]]]]");
  assert.match(format(Array.from({ length: 102 }, () => 0)), /^\[(0, ){100}… 2 more\]$/);
});

test("an object that occurs twice is not circular", () => {
  const shared = { a: 1 };
  assert.equal(format([shared, shared]), '[{"a": 1}, {"a": 1}]');
});

test("an object that throws when it is read has a placeholder", () => {
  const value = {
    get a() {
      throw new Error("no");
    },
  };
  assert.equal(format([value, 1]), "[[an object that cannot be shown], 1]");
});
