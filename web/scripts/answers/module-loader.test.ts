import assert from "node:assert/strict";
import { test } from "node:test";
import { exportsFunction, once, retryUrl } from "./module-loader.ts";

test("something is loaded once, and again only after a failure", async () => {
  let calls = 0;
  const load = once(async () => {
    calls += 1;
    if (calls === 1) throw new Error("no network");
    return calls;
  });
  await assert.rejects(load(), /no network/);
  assert.deepEqual(await Promise.all([load(), load()]), [2, 2]);
  assert.equal(await load(), 2);
});

test("each retry has its own URL, since a browser remembers those that failed", () => {
  assert.deepEqual([0, 1, 2].map((failures) => retryUrl("./math.js", failures)), ["./math.js", "./math.js?again=1", "./math.js?again=2"]);
});

test("a module is accepted only if it exports the function", () => {
  assert.equal(exportsFunction({ tokenize() {} }, "tokenize"), true);
  assert.equal(exportsFunction({ tokenize: 1 }, "tokenize"), false);
  assert.equal(exportsFunction({}, "tokenize"), false);
  assert.equal(exportsFunction(null, "tokenize"), false);
});
