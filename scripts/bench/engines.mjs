// Compares our engine with wllama, llama.cpp compiled for the browser: the same file, prompts and Chromium, one thread each,
// interleaved. Part of `npm run bench`; alone: `node scripts/bench/engines.mjs [--runs N]`. Prints medians with ratios and writes
// them, with every single run, to target/bench/engines.json.

import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launchOptions } from "../../e2e/support/chromium.mjs";
import { startStaticServer } from "../../e2e/support/static-server.mjs";
import { ensurePageBuilt } from "../lib/build-page.mjs";
import { defaultModel, root, targetDir } from "../lib/paths.mjs";
import { fail, setUp } from "../setup.mjs";
import { folderOf } from "../size.mjs";
import { findBrowser } from "../steps/browser.mjs";
import { measureRun } from "./engine-runs.mjs";
import { median } from "./report.mjs";

/** `folder` has our engine's worker, relative to the repository. */
const candidates = (folder) => ({
  "relaxed-simd": { engine: "ours", folder, instructions: "relaxed-simd" },
  simd128: { engine: "ours", folder, instructions: "simd128" },
  wllama: { engine: "wllama" },
});

const inFileSizes = (bytes) => bytes / defaultModel.bytes;
const maximum = (pick) => (runs) => Math.max(...runs.map(pick));
const medianOf = (pick) => (runs) => (runs.some((run) => pick(run) === null) ? null : median(runs.map(pick)));

/** The rows of the table: a name, the number of digits, and a function that reduces all runs of an engine to one number. */
const rows = [
  ["load, fetched and kept, s", 2, medianOf((run) => run.fetched / 1000)],
  ["load, kept before, s", 2, medianOf((run) => run.loaded / 1000)],
  ["first answer: time to first text, s", 2, medianOf((run) => run.answers[0].firstText / 1000)],
  ["first answer: prompt, tokens/s", 1, medianOf((run) => run.answers[0].promptPerSecond)],
  ["first answer: generation, tokens/s", 1, medianOf((run) => run.answers[0].generationPerSecond)],
  ["second answer: time to first text, s", 2, medianOf((run) => run.answers[1].firstText / 1000)],
  ["second answer: prompt, tokens/s", 1, medianOf((run) => run.answers[1].promptPerSecond)],
  ["second answer: generation, tokens/s", 1, medianOf((run) => run.answers[1].generationPerSecond)],
  ["stop while generating, ms", 0, medianOf((run) => run.stopGenerating)],
  ["stop while generating, longest, ms", 0, maximum((run) => run.stopGenerating)],
  ["stop while reading, ms", 0, medianOf((run) => run.stopReading)],
  ["stop while reading, longest, ms", 0, maximum((run) => run.stopReading)],
  ["model in memory, by its own account, × file", 2, medianOf((run) => run.memory.described && inFileSizes(run.memory.described))],
  ["wasm memory at most, × file", 2, medianOf((run) => run.memory.wasm && inFileSizes(run.memory.wasm))],
  ["page process, MB", 0, medianOf((run) => run.memory.page && run.memory.page.now)],
  ["page process at most, MB", 0, medianOf((run) => run.memory.page && run.memory.page.most)],
  ["page process without an engine, MB", 0, medianOf((run) => run.memory.empty && run.memory.empty.now)],
  ["cores busy while answering", 2, medianOf((run) => run.busyCores)],
];

export function summarizeEngines(results) {
  const entries = rows.map(([name, digits, pick]) => {
    const values = Object.fromEntries(
      Object.entries(results).map(([engine, runs]) => {
        const value = pick(runs);
        return [engine, value === null ? null : Number(value.toFixed(digits))];
      }),
    );
    return [name, values];
  });
  return Object.fromEntries(entries);
}

export function engineTable(summary) {
  const names = Object.keys(Object.values(summary)[0]);
  const compared = names.includes("wllama") ? names.filter((name) => name !== "wllama") : [];
  const ratio = (values, name) => {
    const [ours, theirs] = [values[name], values.wllama];
    return ours && theirs ? (ours / theirs).toPrecision(3) : "";
  };
  const lines = Object.entries(summary).map(([measure, values]) => [
    measure,
    ...names.map((name) => values[name] ?? "–"),
    ...compared.map((name) => ratio(values, name)),
  ]);
  const all = [["", ...names, ...compared.map((name) => `${name}/wllama`)], ...lines];
  const widths = all[0].map((_, column) => Math.max(...all.map((line) => String(line[column]).length)));
  const cell = (value, column) => (column ? String(value).padStart(widths[column]) : value.padEnd(widths[0]));
  return all.map((line) => line.map(cell).join("  ")).join("\n");
}

/** Runs every engine once, then every engine again, so that other load on the machine affects all of them equally. */
export async function runInterleaved(stage, engines, runs) {
  const results = Object.fromEntries(Object.keys(engines).map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const [name, candidate] of Object.entries(engines)) {
      console.log(`run ${run + 1} of ${runs}: ${name}`);
      results[name].push(await measureRun(stage, candidate, run));
    }
  }
  return results;
}

/** Runs the comparison, which needs the built page. Returns the text to print. */
export async function benchEngines(browser, runs) {
  const host = await startStaticServer({ folder: root });
  const load = [os.loadavg()[0]];
  try {
    const results = await runInterleaved({ browser, address: host.address }, candidates(`dist/${folderOf("engine")}`), runs);
    load.push(os.loadavg()[0]);
    const summary = summarizeEngines(results);
    const machine = { cpu: os.cpus()[0]?.model, cores: os.cpus().length, load, chromium: browser.version() };
    const report = { at: new Date().toISOString(), machine, model: defaultModel.file, summary, runs: results };
    const folder = path.join(targetDir, "bench");
    mkdirSync(folder, { recursive: true });
    const written = path.join(folder, "engines.json");
    writeFileSync(written, `${JSON.stringify(report, null, 2)}\n`);
    return `${defaultModel.file}, one thread, medians of ${runs}\n${engineTable(summary)}\n\nWritten to ${written}`;
  } finally {
    await host.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({ options: { runs: { type: "string", default: "3" } } });
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1) throw new Error("--runs takes a whole number from 1 on.");
    await setUp(["rust", "node", "model", "browser"]);
    await ensurePageBuilt();
    const { chromium } = await import("@playwright/test");
    const browser = await chromium.launch(launchOptions((await findBrowser()).chromium));
    console.log(`\n${await benchEngines(browser, runs)}`);
    await browser.close();
  } catch (error) {
    fail(error);
  }
}
