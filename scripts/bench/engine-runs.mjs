// One measured run of one engine in a browser: a visit that fetches and stores the model, then a visit with the stored model
// that measures answers, memory and stopping. Each run has its own browser context.

import { readFileSync } from "node:fs";
import os from "node:os";
import { defaultModel } from "../lib/paths.mjs";

export const answerTokens = 60;

const model = { name: defaultModel.file, url: `/.models/${defaultModel.file}` };

const conversation = (system, user) => [
  { role: "system", content: system },
  { role: "user", content: user },
];

/** Two prompts of about 60 tokens that differ from the first word on, so that the second has no cache hit. */
const questions = [
  conversation(
    "You are a patient writer of stories for children, and you like long sentences.",
    "Tell me a long story about a lighthouse keeper who finds a letter in a bottle. Say who wrote it and what happens next.",
  ),
  conversation(
    "As a teacher you explain everything step by step, in plain words.",
    "Explain in detail how a seed becomes a tree. Begin with the soil, the water and the light, and name every stage.",
  ),
];

const logbook = (days) =>
  Array.from({ length: days }, (_, day) => `Day ${day + 1}: the wind came from the west and two ships passed the tower.`).join("\n");

/** A prompt of about 1,500 tokens. */
const longQuestion = conversation("Summarize what the user writes.", logbook(80));

/** Returns the machine's total processor time so far, and the idle part of it, in milliseconds. */
function processorTime() {
  const times = os.cpus().map(({ times }) => times);
  const sum = (pick) => times.reduce((total, time) => total + pick(time), 0);
  return { all: sum((time) => time.user + time.nice + time.sys + time.irq + time.idle), idle: sum((time) => time.idle) };
}

/** Runs `work` and returns its result and how many cores were busy meanwhile: about one for a single-threaded engine alone. */
async function measureBusyCores(work) {
  const before = processorTime();
  const result = await work();
  const after = processorTime();
  const idle = (after.idle - before.idle) / (after.all - before.all);
  return { result, busyCores: (1 - idle) * os.cpus().length };
}

/** Returns the current and the peak memory of a process in megabytes, or null where the system does not report it. */
function readProcessMemory(id) {
  try {
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    const megabytes = (key) => (Number(status.match(new RegExp(`${key}:\\s+(\\d+) kB`))[1]) * 1024) / 1e6;
    return { now: megabytes("VmRSS"), most: megabytes("VmHWM") };
  } catch {
    return null;
  }
}

/** Returns the memory of the browser's largest page process, which is the engine's: nothing else is open. */
async function measurePageMemory(browser) {
  const client = await browser.newBrowserCDPSession();
  const { processInfo } = await client.send("SystemInfo.getProcessInfo");
  await client.detach();
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => readProcessMemory(id));
  return sizes.filter(Boolean).sort((a, b) => b.now - a.now)[0] ?? null;
}

async function openPage(context, address) {
  const page = await context.newPage();
  await page.goto(`${address}scripts/bench/engines.html`);
  await page.waitForFunction(() => window.bench);
  return page;
}

const callBench = (page, name, ...args) => page.evaluate(([name, args]) => window.bench[name](...args), [name, args]);

/** Returns the size of our worker's wasm memory in bytes. It never shrinks, so this is the peak. */
async function measureWasmMemory(page, candidate) {
  if (candidate.engine === "wllama") return null;
  // `module` is a variable of the worker; initializing it again returns the existing instance.
  return page.workers()[0].evaluate("module.default().then((wasm) => wasm.memory.buffer.byteLength)");
}

async function firstVisit(context, address, candidate) {
  const page = await openPage(context, address);
  const { millis } = await callBench(page, "load", candidate, model);
  await page.close();
  return millis;
}

/** `candidate` is { engine: "ours" | "wllama", folder, instructions }; `run`, the number of the run, varies the moment of the stop. */
export async function measureRun({ browser, address }, candidate, run) {
  const context = await browser.newContext();
  try {
    const fetched = await firstVisit(context, address, candidate);
    const page = await openPage(context, address);
    const empty = await measurePageMemory(browser);
    const loaded = await callBench(page, "load", candidate, model);
    const ask = (messages) => callBench(page, "answer", { messages, tokens: answerTokens });
    const { result: answers, busyCores } = await measureBusyCores(async () => [await ask(questions[0]), await ask(questions[1])]);
    const peak = await measurePageMemory(browser);
    const wasm = await measureWasmMemory(page, candidate);
    const endless = { messages: questions[0], tokens: 1000 };
    const long = { messages: longQuestion, tokens: 10 };
    return {
      fetched,
      loaded: loaded.millis,
      answers,
      busyCores,
      memory: { described: loaded.described.bytes ?? null, wasm, page: peak, empty },
      stopGenerating: await callBench(page, "stopWhileGenerating", endless, 8 + (run % 5)),
      stopReading: await callBench(page, "stopWhileReading", long, 1500 + (run % 5) * 370),
    };
  } finally {
    await context.close();
  }
}
