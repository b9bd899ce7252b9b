import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnswerRequest, EngineMessage, EngineRequest, EngineStep } from "../messages.ts";
import { FakeDirectory, textOf } from "../testing/fake-files.ts";
import type { EngineModule } from "./engine.ts";
import { ModelStore } from "./model-store.ts";
import { WorkQueue } from "./work-queue.ts";
import { EngineWorker } from "./worker.ts";

const DONE = { kind: "done", reason: "stop", promptTokens: 1, cachedTokens: 0, completionTokens: 1 } as const;
const DESCRIPTION = { name: "A model", context: 2048, bytes: 5 };

const text = (text: string): EngineStep => ({ kind: "text", text });
const requestFor = (content: string) => ({ messages: [{ role: "user", content }] });

/** Returns a module whose engine answers with the bytes of its model, and then ends. */
function fakeModule(faults: { refusal?: string; begin?: unknown; steps?: EngineStep[] } = {}): EngineModule {
  const bytes: number[] = [];
  class ModelFile {
    push(chunk: Uint8Array) {
      bytes.push(...chunk);
    }
  }
  class Engine {
    #steps: EngineStep[] = [];
    describe() {
      return DESCRIPTION;
    }
    begin({ messages }: AnswerRequest) {
      // oxlint-disable-next-line typescript/only-throw-error -- wasm-bindgen throws the value that Rust returns as an error.
      if (faults.begin) throw faults.begin;
      this.#steps = faults.steps ?? [text(`${messages.at(-1)?.content}: ${textOf(bytes)}`), DONE];
      return { promptEnd: "" };
    }
    step() {
      return this.#steps.shift() ?? DONE;
    }
    free() {}
  }
  return { default: async () => {}, ModelFile, Engine, refusal: () => faults.refusal };
}

function start(module: EngineModule = fakeModule()) {
  const directory = new FakeDirectory();
  directory.put("m", "model");
  const messages: EngineMessage[] = [];
  const worker = new EngineWorker({
    post: (message) => void messages.push(message),
    store: new ModelStore(async () => directory),
    queue: new WorkQueue(undefined),
    loadEngineModule: async () => module,
    deviceMemory: undefined,
  });
  const ask = (request: EngineRequest) => worker.handle(request);
  return { ask, messages, types: () => messages.map(({ type }) => type), directory };
}

const load = { type: "load", name: "m", context: 2048, url: "" } as const;

test("a model is loaded and answers step by step", async () => {
  const { ask, messages } = start();
  await ask(load);
  await ask({ type: "begin", id: 1, request: requestFor("Hi") });
  const relevant = messages.filter(({ type }) => type !== "progress");
  assert.deepEqual(relevant, [
    { type: "ready", name: "m", model: DESCRIPTION },
    { type: "begun", id: 1, begun: { promptEnd: "" } },
    { type: "step", id: 1, step: text("Hi: model") },
    { type: "step", id: 1, step: DONE },
  ]);
});

test("a request that comes while the model is being loaded waits for it", async () => {
  const { ask, types } = start();
  await Promise.all([ask(load), ask({ type: "begin", id: 1, request: requestFor("Hi") })]);
  assert.deepEqual(types().filter((type) => type !== "progress"), ["ready", "begun", "step", "step"]);
});

test("an answer that is stopped before its turn does not begin", async () => {
  const { ask, types } = start();
  await ask(load);
  const answers = [ask({ type: "begin", id: 1, request: requestFor("Hi") }), ask({ type: "begin", id: 2, request: requestFor("Hi") })];
  await Promise.all([ask({ type: "stop", id: 1 }), ask({ type: "stop", id: 2 }), ...answers]);
  assert.deepEqual(types().filter((type) => type !== "progress"), ["ready"]);
});

test("an answer that is stopped takes no further step", async () => {
  const { ask, types } = start(fakeModule({ steps: Array.from({ length: 100_000 }, () => text("")) }));
  const count = () => types().filter((type) => type === "step").length;
  await ask(load);
  const answer = ask({ type: "begin", id: 1, request: requestFor("Hi") });
  while (count() === 0) await new Promise((resolve) => setImmediate(resolve));
  await ask({ type: "stop", id: 1 });
  const before = count();
  await answer;
  assert.equal(count(), before);
});

test("a refused model is not loaded, and the reason is reported", async () => {
  const { ask, messages } = start(fakeModule({ refusal: "too large" }));
  await ask(load);
  assert.deepEqual(messages, [{ type: "load-failed", message: "too large" }]);
});

test("a request without a model is refused", async () => {
  const { ask, messages } = start();
  await ask({ type: "begin", id: 1, request: requestFor("Hi") });
  assert.deepEqual(messages, [{ type: "refused", id: 1, error: { message: "No model is loaded." } }]);
});

test("the engine's reason for refusing a request is passed on", async () => {
  const error = { message: "too long", promptTokens: 3_000, contextTokens: 2_048 };
  const { ask, messages } = start(fakeModule({ begin: error }));
  await ask(load);
  await ask({ type: "begin", id: 1, request: requestFor("Hi") });
  assert.deepEqual(messages.at(-1), { type: "refused", id: 1, error });
});

test("an engine that breaks is reported, whatever it was doing", async () => {
  for (const error of [new WebAssembly.RuntimeError("unreachable"), new RangeError("Array buffer allocation failed")]) {
    const { ask, types } = start(fakeModule({ begin: error }));
    await ask(load);
    await ask({ type: "begin", id: 1, request: requestFor("Hi") });
    assert.equal(types().at(-1), "died");
  }
});

test("stored models are listed, also after one is removed", async () => {
  const { ask, messages, directory } = start();
  directory.put("other", "12");
  await ask({ type: "list" });
  await ask({ type: "remove", name: "m" });
  assert.deepEqual(messages, [
    { type: "models", models: [{ name: "m", size: 5 }, { name: "other", size: 2 }] },
    { type: "models", models: [{ name: "other", size: 2 }] },
  ]);
});
