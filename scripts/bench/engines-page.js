// The script of engines.html: our engine and wllama behind one small interface, and the timing code for both.
// All times are taken on the main thread, as a page would see them. scripts/bench/engine-runs.mjs calls `window.bench`.

const library = "/node_modules/@wllama/wllama/esm/";

/** The context size in tokens that our worker gives a model; the other engine gets the same. */
const context = 4096;

/** The batch of prompt tokens that our engine evaluates per step; the other engine gets the same, so that it can be stopped. */
const chunk = 32;

class Ours {
  #id = 0;
  #waiting = [];
  #onStep = () => {};

  constructor({ folder, instructions }) {
    const script = new URL(`/${folder}/engine-worker.js`, location.href).href;
    // The worker uses the simd128 build in a browser that reports no support for relaxed SIMD.
    const simdOverride = instructions === "simd128" ? "WebAssembly.validate = () => false;" : "";
    const source = `${simdOverride} importScripts(${JSON.stringify(script)});`;
    this.worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    this.worker.onmessage = ({ data }) => this.#onMessage(data);
  }

  #onMessage(message) {
    if (message.type === "step" || message.type === "refused") this.#onStep(message);
    const at = this.#waiting.findIndex(({ types }) => types.includes(message.type));
    if (at >= 0) this.#waiting.splice(at, 1)[0].resolve(message);
  }

  #nextMessage(...types) {
    return new Promise((resolve) => this.#waiting.push({ types, resolve }));
  }

  async load(model) {
    this.worker.postMessage({ type: "load", ...model });
    const answer = await this.#nextMessage("ready", "load-failed");
    if (answer.type === "load-failed") throw new Error(answer.message);
    return answer.model;
  }

  answer({ messages, tokens, onText }) {
    const id = (this.#id += 1);
    const done = new Promise((resolve, reject) => {
      this.#onStep = (message) => {
        if (message.id !== id) return;
        if (message.type === "refused") {
          reject(new Error(message.error.message));
          return;
        }
        const { step } = message;
        if (step.kind === "text" && step.text) onText(step.text);
        if (step.kind === "done") resolve({ read: step.promptTokens - step.cachedTokens, generated: step.completionTokens });
      };
    });
    this.worker.postMessage({ type: "begin", id, request: { messages, maxTokens: tokens, temperature: 0 } });
    const stop = async () => {
      this.worker.postMessage({ type: "stop", id });
      // The worker handles messages in order: a reply to the second means that the first was handled.
      this.worker.postMessage({ type: "list" });
      await this.#nextMessage("models");
    };
    return { done, stop };
  }
}

class Wllama {
  async load({ url }) {
    const { Wllama: Engine } = await import(`${library}index.js`);
    this.engine = new Engine({ default: `${library}wasm/wllama.wasm` }, { suppressNativeLog: true });
    this.engine.setCompat(null);
    const options = { n_ctx: context, n_parallel: 1, n_threads: 1, n_gpu_layers: 0, n_batch: chunk, n_ubatch: chunk };
    await this.engine.loadModelFromUrl(url, options);
    return {};
  }

  answer({ messages, tokens, onText }) {
    const controller = new AbortController();
    let usage = null;
    const finished = this.engine.createChatCompletion({
      messages,
      max_tokens: tokens,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
      abortSignal: controller.signal,
      onData(part) {
        const text = part.choices[0]?.delta?.content;
        if (text) onText(text);
        usage = part.usage ?? usage;
      },
    });
    const count = () => ({
      read: usage.prompt_tokens - usage.prompt_tokens_details.cached_tokens,
      generated: usage.completion_tokens,
    });
    const stop = async () => {
      controller.abort();
      // The promise settles only after the worker has released the request.
      await finished.catch(() => {});
    };
    return { done: finished.then(count), stop };
  }
}

let engine = null;

async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { result, millis: performance.now() - started };
}

async function load(candidate, { name, url }) {
  // A worker created from a blob has no base URL for a relative one.
  const model = { name, url: new URL(url, location.href).href };
  engine = candidate.engine === "wllama" ? new Wllama() : new Ours(candidate);
  const { result, millis } = await timed(() => engine.load(model));
  return { millis, described: result };
}

/** Generates a complete answer and times its texts, from the request on. */
async function answer(request) {
  const started = performance.now();
  const at = [];
  let text = "";
  const onText = (piece) => {
    at.push(performance.now() - started);
    text += piece;
  };
  const usage = await engine.answer({ ...request, onText }).done;
  const seconds = (at.at(-1) - at[0]) / 1000;
  return {
    firstText: at[0],
    promptPerSecond: (usage.read * 1000) / at[0],
    // The first token belongs to the prompt phase; a token with part of a character yields no text.
    generationPerSecond: (usage.generated - 1) / seconds,
    ...usage,
    text,
  };
}

/** Returns the time from a stop, sent after `texts` texts, until the engine has stopped. */
async function stopWhileGenerating(request, texts) {
  let left = texts;
  let resolveEnough;
  const enoughTexts = new Promise((resolve) => (resolveEnough = resolve));
  const onText = () => (left -= 1) || resolveEnough();
  const run = engine.answer({ ...request, onText });
  run.done.catch(() => {});
  await enoughTexts;
  return (await timed(run.stop)).millis;
}

/** Returns the time from a stop, sent `after` milliseconds after the request, until the engine has stopped. */
async function stopWhileReading(request, after) {
  let texts = 0;
  const run = engine.answer({ ...request, onText: () => (texts += 1) });
  run.done.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, after));
  const { millis } = await timed(run.stop);
  if (texts > 0) throw new Error("The prompt was read before the stop came; make it longer.");
  return millis;
}

window.bench = { load, answer, stopWhileGenerating, stopWhileReading };
