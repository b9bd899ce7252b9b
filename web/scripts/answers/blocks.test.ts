import "../testing/dom.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Blocks } from "./blocks.ts";

function filled(count: number) {
  const element = document.createElement("div");
  const blocks = new Blocks(element);
  for (let index = 0; index < count; index += 1) {
    const block = document.createElement("div");
    block.id = `block-${index}`;
    blocks.add(block);
  }
  return { element, blocks };
}

test("blocks are grouped in parts of eight and found by their index", () => {
  const { element, blocks } = filled(22);
  assert.deepEqual([...element.children].map((part) => part.childElementCount), [8, 8, 6]);
  assert.equal(blocks.count, 22);
  assert.equal(blocks.get(7).id, "block-7");
  assert.equal(blocks.get(8).id, "block-8");
  assert.equal(blocks.last.id, "block-21");
});

test("empty parts are removed with their blocks", () => {
  const { element, blocks } = filled(22);
  blocks.truncate(8);
  assert.equal(element.childElementCount, 1);
  assert.equal(blocks.last.id, "block-7");
  blocks.truncate(0);
  assert.equal(element.childElementCount, 0);
  assert.equal(blocks.count, 0);
});

test("a missing block is an error", () => {
  const { blocks } = filled(0);
  assert.equal(blocks.at(0), undefined);
  assert.throws(() => blocks.last, RangeError);
  assert.throws(() => blocks.get(0), RangeError);
});
