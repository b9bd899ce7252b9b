// The worker of the in-page model when its engine breaks, its messages cannot be parsed, or a host answers a resumed download
// with another file. The engine is a fake that answers with the bytes of its model, so a test sees which model it got.

import type { Page } from "@playwright/test";
import { configure, expect, test } from "./support/fixtures";

test.use({ serviceWorkers: "block" });

const MODEL = "0123456789";

const ENGINE = `
export default async () => {};
export const refusal = () => undefined;
export class ModelFile {
  text = "";
  push(piece) { this.text += new TextDecoder().decode(piece); }
}
export class Engine {
  steps = 0;
  constructor(file, context) { Object.assign(this, { file, context }); }
  describe() { return { name: "stand-in", context: this.context, bytes: 0 }; }
  free() {}
  begin() { this.steps = 0; return { promptEnd: "" }; }
  step() {
    this.steps += 1;
    if (this.steps === 1) return { kind: "text", text: this.file.text + " in " + this.context };
    return { kind: "done", reason: "stop", promptTokens: 1, cachedTokens: 0, completionTokens: 1 };
  }
}`;
const ANSWER = `${MODEL} in 2048`;

/** The code of a host that serves the complete model. */
const HOST_CODE = `
const whole = () => new Response("${MODEL}", { headers: { "Content-Length": "10", ETag: '"v1"' } });
const part = (text, range) => new Response(text, { status: 206, headers: { "Content-Range": range, "Content-Length": String(text.length), ETag: '"v1"' } });
let host = () => whole();
const realFetch = self.fetch;
self.fetch = async (url, options = {}) => {
  if (!String(url).endsWith(".gguf")) return realFetch(url, options);
  return host(new Headers(options.headers).has("Range"));
};
`;

type Fault = { engine?: (source: string) => string; before?: string; after?: string };

/** Replaces the worker's engine: the page's first worker has `fault`; all later ones work. */
async function useFakeEngine(page: Page, fault: Fault) {
  let workers = 0;
  await page.context().route("**/engine-worker.js", async (route) => {
    workers += 1;
    const { before = "", after = "" } = workers === 1 ? fault : {};
    const script = await (await route.fetch()).text();
    await route.fulfill({ contentType: "text/javascript", body: `${HOST_CODE}${before}\n${script}\n${after}` });
  });
  await page.context().route("**/engine-*/*/abcb-worker.js", (route) => {
    const body = workers === 1 && fault.engine ? fault.engine(ENGINE) : ENGINE;
    return route.fulfill({ contentType: "text/javascript", body });
  });
  await configure(page, { model: { kind: "in-page" } });
}

/** Stores half of the model, as an interrupted download leaves it. */
const storeHalf = (page: Page) =>
  page.evaluate(async () => {
    const [{ name }] = await (await fetch("models.json")).json();
    const models = await (await navigator.storage.getDirectory()).getDirectoryHandle("models", { create: true });
    const write = async (file: string, content: string) => {
      const writable = await (await models.getFileHandle(file, { create: true })).createWritable();
      await writable.write(content);
      await writable.close();
    };
    await write(`${name}.part`, "01234");
    await write(`${name}.part.json`, JSON.stringify({ validator: '"v1"', total: 10 }));
  });

/** Returns the models stored in the browser, with their content. */
const readStoredModels = (page: Page) =>
  page.evaluate(async () => {
    const models = await (await navigator.storage.getDirectory()).getDirectoryHandle("models", { create: true });
    const files: [string, string][] = [];
    for await (const [name, handle] of models.entries()) files.push([name, await (await (handle as FileSystemFileHandle).getFile()).text()]);
    return files.map(([name, text]) => [name.replace(/^.*\.gguf/, "gguf"), text]);
  });

const trapCode = "throw new WebAssembly.RuntimeError('unreachable');";
const outOfMemoryCode = "throw new RangeError('Array buffer allocation failed');";
const inject = (method: string, fault: string) => (engine: string) => engine.replace(`${method} {`, `${method} { ${fault}`);

for (const [what, fault] of [
  ["traps while it answers", { engine: inject("step()", trapCode) }],
  ["has no memory for the prompt", { engine: inject("begin()", outOfMemoryCode) }],
  ["has no memory for the model's bytes", { engine: inject("push(piece)", outOfMemoryCode) }],
  ["traps while it reads the model", { engine: inject("constructor(file, context)", trapCode) }],
  ["has no memory to begin with", { engine: (engine: string) => engine.replace("async () => {}", `async () => { ${outOfMemoryCode} }`) }],
  ["is told something that cannot be read", { after: `addEventListener("message", ({ data }) => data.type === "load" && dispatchEvent(new MessageEvent("messageerror")));` }],
] as [string, Fault][]) {
  test(`a worker that ${what} is said to have stopped, and the next question is answered`, async ({ page, abcb }) => {
    await useFakeEngine(page, fault);
    await abcb.open();
    await abcb.ask("Hi");
    await abcb.expectLastAnswer("failed");
    await expect(abcb.error(abcb.lastAnswer())).toContainText("The model in this page has stopped, probably because memory ran out.");
    await abcb.ask("Hi again");
    await abcb.expectLastAnswer("complete");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText(ANSWER);
  });
}

for (const [what, host] of [
  ["goes on where it broke off", `host = (isRest) => (isRest ? part("56789", "bytes 5-9/10") : whole());`],
  ["is answered from the beginning", `host = () => whole();`],
  ["is answered with another range", `host = (isRest) => (isRest ? part("01234", "bytes 0-4/10") : whole());`],
  ["is answered with a part of another file", `host = (isRest) => (isRest ? part("56789ab", "bytes 5-11/12") : whole());`],
  ["cannot be satisfied", `host = (isRest) => (isRest ? new Response("", { status: 416 }) : whole());`],
] as const) {
  test(`a resumed download that ${what} gives the whole model`, async ({ page, abcb }) => {
    await useFakeEngine(page, { before: host });
    await page.goto(abcb.address);
    await storeHalf(page);
    await abcb.open();
    await abcb.ask("Hi");
    await abcb.expectLastAnswer("complete");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText(ANSWER);
    await expect.poll(() => readStoredModels(page)).toEqual([["gguf", MODEL]]);
  });
}

for (const [what, host] of [
  ["gives a part whatever it is asked for", `host = () => part("01234", "bytes 0-4/10");`],
  [
    "breaks off without having said how much there is",
    `host = () => new Response(new ReadableStream({ start(controller) {
      controller.enqueue(new TextEncoder().encode("01234"));
      setTimeout(() => controller.error(new TypeError("network error")));
    } }));`,
  ],
] as const) {
  test(`a host that ${what} leaves no damaged model, and the next try has the whole one`, async ({ page, abcb }) => {
    await useFakeEngine(page, { before: host });
    await abcb.open();
    await abcb.ask("Hi");
    await abcb.expectLastAnswer("failed");
    await expect(abcb.error(abcb.lastAnswer())).toContainText("The model");
    expect((await readStoredModels(page)).filter(([name]) => name === "gguf")).toEqual([]);
    await abcb.ask("Hi again");
    await abcb.expectLastAnswer("complete");
    await expect(abcb.body(abcb.lastAnswer())).toHaveText(ANSWER);
  });
}
