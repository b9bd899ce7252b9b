import assert from "node:assert/strict";
import { test } from "node:test";
import type { SandboxMessage } from "../../messages.ts";
import { Output } from "./output.ts";

function open(limits: { maxLines?: number; maxChars?: number } = {}) {
  const messages: SandboxMessage[] = [];
  const output = new Output((message) => void messages.push(message), { maxLines: 100, maxChars: 1_000, ...limits });
  return { output, messages };
}

test("lines come in order, then the value", () => {
  const { output, messages } = open();
  output.log(["a", 1, { b: 2 }]);
  output.log([]);
  output.endWithValue(3);
  assert.deepEqual(messages, [{ kind: "line", text: 'a 1 {"b": 2}' }, { kind: "line", text: "" }, { kind: "value", text: "3" }]);
});

test("code without a value ends without text, and a thrown value has its own kind", () => {
  const none = open();
  none.output.endWithValue(undefined);
  assert.deepEqual(none.messages, [{ kind: "value", text: undefined }]);
  const thrown = open();
  thrown.output.endWithError("words");
  assert.deepEqual(thrown.messages, [{ kind: "threw", text: "words" }]);
});

test("there is one end message, and nothing after it", () => {
  const { output, messages } = open();
  output.endWithError(new Error("first"));
  output.endWithValue(1);
  output.log(["late"]);
  assert.deepEqual(messages, [{ kind: "threw", text: "Error: first" }]);
});

test("too many lines end the output", () => {
  const { output, messages } = open({ maxLines: 2 });
  for (const line of ["1", "2", "3", "4"]) output.log([line]);
  assert.deepEqual(messages.slice(2), [{ kind: "too-much", text: "it logged more than 2 lines" }]);
});

test("too many characters are cut and end the output", () => {
  const { output, messages } = open({ maxChars: 5 });
  output.log(["123"]);
  output.log(["4567"]);
  assert.deepEqual(messages.slice(1), [{ kind: "line", text: "45 [cut]" }, { kind: "too-much", text: "it logged more than 5 characters" }]);
});

test("a long value is cut to the characters that the lines have left", () => {
  const { output, messages } = open({ maxChars: 5 });
  output.log(["123"]);
  output.endWithValue("abcdef");
  assert.deepEqual(messages.at(-1), { kind: "value", text: "ab [cut]" });
});
