import assert from "node:assert/strict";
import { test } from "node:test";
import { compileWithReturn, evaluate, syntaxError } from "./compile.ts";

// oxlint-disable-next-line eslint/no-eval -- The worker runs code with the `eval` of its global scope, too.
const run: (code: string) => unknown = globalThis.eval;

test("the value is that of the last statement", async () => {
  const cases: [code: string, value: unknown][] = [
    ["1 + 2", 3],
    ["const a = 2; a * 3;", 6],
    ["const b = 2", undefined],
    ["if (true) 'inner'", "inner"],
    ["return 5", 5],
    ["Promise.resolve(7)", 7],
    ["", undefined],
    ["const c = await Promise.resolve(4); c + 1", 5],
    ["const d = await (async () => 4)();\nconst y = d\ny * 2 // twice", 8],
  ];
  for (const [code, value] of cases) assert.equal(await evaluate(code, run), value, code);
});

test("a line that continues the previous one is not returned alone", async () => {
  assert.equal(await compileWithReturn("const e = await 3\nreturn e\n+ 4")?.(), 7);
});

test("an error of the code rejects the evaluation", async () => {
  await assert.rejects(evaluate("await Promise.reject(new Error('no'))", run), /no/);
  await assert.rejects(evaluate("throw 'words'", run), (error) => error === "words");
  await assert.rejects(evaluate("let x = ;", run), SyntaxError);
});

test("code is checked without being run", () => {
  Reflect.deleteProperty(globalThis, "touched");
  for (const code of ["touched = 1", "return touched = 1", "await (touched = 1)", "throw touched = 1"]) {
    assert.equal(syntaxError(code, run), undefined, code);
  }
  assert.ok(syntaxError("let x = ;", run) instanceof SyntaxError);
  assert.ok(syntaxError("}{", run) instanceof SyntaxError);
  assert.equal("touched" in globalThis, false);
});
