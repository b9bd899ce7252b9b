// Handles the page's requests: loads models, generates answers, lists stored models. See ../messages.ts.

import type { AnswerRequest, EngineMessage, EngineRequest, LoadRequest } from "../messages.ts";
import { yieldToMessages } from "../tasks.ts";
import { type Engine, type EngineModule, isBroken, refusalOf } from "./engine.ts";
import { InterruptedError, openSource, readModel } from "./model-source.ts";
import type { ModelStore } from "./model-store.ts";
import type { WorkQueue } from "./work-queue.ts";

/** The minimum interval between progress messages. */
const PROGRESS_MILLIS = 100;

/** The dependencies of the worker. */
export interface Environment {
  readonly post: (message: EngineMessage) => void;
  readonly store: ModelStore;
  readonly queue: WorkQueue;
  readonly loadEngineModule: () => Promise<EngineModule>;
  readonly deviceMemory: number | undefined;
}

export class EngineWorker {
  readonly #env: Environment;
  #engine: Engine | undefined;
  /** The pending answers by id, with the controllers that stop them. */
  readonly #pendingAnswers = new Map<number, AbortController>();

  constructor(env: Environment) {
    this.#env = env;
  }

  async handle(request: EngineRequest): Promise<void> {
    switch (request.type) {
      case "load":
        return this.#load(request);
      case "begin":
        return this.#answer(request.id, request.request);
      case "stop":
        return this.#pendingAnswers.get(request.id)?.abort();
      case "list":
        return this.#sendModels();
      case "remove":
        await this.#env.store.remove(request.name);
        return this.#sendModels();
      default:
        // A page of another build sent an unknown request.
        return this.reportBroken();
    }
  }

  /** Reports that the engine is broken or that a message could not be parsed, so no answer will come. */
  reportBroken() {
    this.#env.post({
      type: "died",
      message: "The model in this page has stopped, probably because memory ran out. It is loaded anew with the next question.",
    });
  }

  async #load(request: LoadRequest) {
    const { post, queue } = this.#env;
    const onWaiting = () => post({ type: "waiting", id: undefined });
    try {
      await queue.run(() => this.#replaceEngine(request), { onWaiting });
    } catch (error) {
      if (isBroken(error)) this.reportBroken();
      else post({ type: "load-failed", message: error instanceof Error ? error.message : String(error) });
    }
  }

  async #replaceEngine(request: LoadRequest) {
    const { post, store, loadEngineModule, deviceMemory } = this.#env;
    this.#engine?.free();
    this.#engine = undefined;
    const engineModule = await loadEngineModule();
    const source = await openSource(store, request);
    try {
      // Checked before any byte is copied.
      const reason = engineModule.refusal(source.total, deviceMemory);
      if (reason) throw new Error(reason);
      const file = new engineModule.ModelFile(source.total);
      await readModel(source, file, this.#progressReporter(source.total));
      this.#engine = new engineModule.Engine(file, request.context);
      await source.part?.close("complete");
    } catch (error) {
      source.stream.cancel().catch(() => {});
      await source.part?.close(error instanceof InterruptedError ? "interrupted" : "discarded").catch(() => {});
      throw error;
    }
    post({ type: "ready", name: request.name, model: this.#engine.describe() });
  }

  #progressReporter(total: number) {
    let reportedAt = 0;
    return (loaded: number) => {
      const now = performance.now();
      if (now - reportedAt < PROGRESS_MILLIS) return;
      reportedAt = now;
      this.#env.post({ type: "progress", loaded, total });
    };
  }

  async #answer(id: number, request: AnswerRequest) {
    const { post, queue } = this.#env;
    const controller = new AbortController();
    const { signal } = controller;
    this.#pendingAnswers.set(id, controller);
    try {
      await queue.run(() => this.#runSteps(id, request, signal), { signal, onWaiting: () => post({ type: "waiting", id }) });
    } catch (error) {
      if (isBroken(error)) this.reportBroken();
      else if (!signal.aborted) post({ type: "refused", id, error: refusalOf(error) });
    } finally {
      this.#pendingAnswers.delete(id);
    }
  }

  async #runSteps(id: number, request: AnswerRequest, signal: AbortSignal) {
    if (signal.aborted) return;
    const engine = this.#engine;
    if (!engine) throw new Error("No model is loaded.");
    this.#env.post({ type: "begun", id, begun: engine.begin(request) });
    while (!signal.aborted) {
      const step = engine.step();
      this.#env.post({ type: "step", id, step });
      if (step.kind === "done") return;
      await yieldToMessages();
    }
  }

  async #sendModels() {
    const { post, store } = this.#env;
    const models = await store.list(Date.now()).catch(() => []);
    post({ type: "models", models });
  }
}
