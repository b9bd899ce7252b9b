// `npm run bench`: the page's performance. Measures the built page in headless Chromium, interleaved with a minimal page (the
// floor), with a local server that streams the same tokens every time; prints a table and writes target/bench/bench.json.
// Then compares the in-page model with another engine (bench/engines.mjs).
// `-- --only WORD` selects measurements by name, `--runs N` sets the number of runs, `--no-engines` skips the engines.

import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { launchOptions } from "../e2e/support/chromium.mjs";
import { startFaultyServer } from "../e2e/support/faulty-server.mjs";
import { benchEngines } from "./bench/engines.mjs";
import { burst, costGrowth, history, longRun, manySessions, paced, search, start, turn, typing } from "./bench/measures.mjs";
import { summarize, table } from "./bench/report.mjs";
import { startSubjects, stopSubjects } from "./bench/subjects.mjs";
import { ensurePageBuilt } from "./lib/build-page.mjs";
import { targetDir } from "./lib/paths.mjs";
import { fail, setUp } from "./setup.mjs";
import { measureFirstLoad, sizeTable } from "./size.mjs";
import { findBrowser } from "./steps/browser.mjs";

const engineRuns = 3;

/** Each measurement: name, function, number of runs. */
const measurements = [
  ["start", start, 7],
  ["turn", turn, 7],
  ["burst-2000-light", burst(2000, "light"), 5],
  ["burst-2000-rich", burst(2000, "rich"), 5],
  ["burst-10000-light", burst(10_000, "light"), 5],
  ["burst-10000-rich", burst(10_000, "rich"), 5],
  ["paced", paced, 3],
  ["typing", typing, 3],
  ["history-1000", history(1000), 5],
  ["history-5000", history(5000), 5],
  ["sessions", manySessions, 5],
  ["search", search, 2],
  ["flat-mixed", costGrowth("mixed text", ""), 1],
  ["flat-history", costGrowth("after 500 messages", "", 500), 1],
  ["flat-fence", costGrowth("one code fence", "-fence"), 1],
  ["flat-paragraph", costGrowth("one paragraph", "-paragraph"), 1],
  ["long-run", longRun, 1],
];

const goals = {
  "composer usable, cold": 450,
  "composer usable, reload": 250,
  "memory at start": 10,
  "Enter until the request leaves": 15,
  "Enter until the first token is painted": 60,
  "burst of 2000, light text: processor time": 150,
  "burst of 2000, light text: longest task": 50,
  "burst of 2000, rich text: processor time": "4 floors",
  "burst of 2000, rich text: longest task": 50,
  "burst of 10000, light text: processor time": 400,
  "burst of 10000, light text: longest task": 50,
  "burst of 10000, rich text: processor time": "4 floors",
  "burst of 10000, rich text: longest task": 50,
  "memory after 10000 tokens": 16,
  "50 tokens/s: processor time a token": 4,
  "50 tokens/s: frames/s": 60,
  "typing while streaming, p95": 30,
  "open a session of 1000": 150,
  "open a session of 5000": 200,
  "first token in a session of 1000": 90,
  "first token in a session of 5000": 150,
  "1,000 sessions: list after the page is ready": 100,
  "search through 1,000 sessions: longest task": 50,
  "last to first thousand, mixed text": 1.3,
  "last to first thousand, after 500 messages": 1.3,
  "last to first thousand, one code fence": 1.3,
  "last to first thousand, one paragraph": 1.3,
  "memory after ten answers, in that after one": 1.2,
};

/** Runs a measurement for the subjects in turn, so that other load on the machine affects all of them equally. */
async function measure(subjects, [name, measureOnce, defaultRuns], { only, runs }) {
  const measured = { ours: {}, floor: {} };
  if (only && !name.includes(only)) return measured;
  for (let run = 0; run < (runs ?? defaultRuns); run += 1) {
    for (const subject of Object.values(subjects)) {
      if (subject.name === "floor" && /flat|long|search/.test(name)) continue;
      const values = await measureOnce(subject);
      console.log(`${name} ${run + 1}: ${subject.name} ${JSON.stringify(values)}`);
      for (const [what, value] of Object.entries(values)) (measured[subject.name][what] ??= []).push(value);
    }
  }
  return measured;
}

async function measureAll(browser, options) {
  const server = await startFaultyServer();
  const subjects = await startSubjects(server, browser);
  const all = { ours: {}, floor: {} };
  try {
    for (const measurement of measurements) {
      const measured = await measure(subjects, measurement, options);
      for (const subject of Object.keys(all)) Object.assign(all[subject], measured[subject]);
    }
  } finally {
    await Promise.all([stopSubjects(subjects), server.stop()]);
  }
  return summarize(all);
}

function describeMachine(browser) {
  return { cpu: os.cpus()[0]?.model, cores: os.cpus().length, load: os.loadavg()[0], chromium: browser.version() };
}

function writeReport(report) {
  const folder = path.join(targetDir, "bench");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "bench.json");
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

try {
  const { values } = parseArgs({ options: { only: { type: "string" }, runs: { type: "string" }, "no-engines": { type: "boolean" } } });
  const options = { only: values.only, runs: values.runs && Number(values.runs) };
  await setUp(["rust", "node", "model", "browser"]);
  await ensurePageBuilt();
  const { chromium } = await import("@playwright/test");
  const browser = await chromium.launch(launchOptions((await findBrowser()).chromium));
  const size = measureFirstLoad();
  const measures = await measureAll(browser, options);
  const report = { at: new Date().toISOString(), machine: describeMachine(browser), first_load: size, measures, goals };
  console.log(`\n${sizeTable(size)}\n\n${table(measures, goals)}\n\nWritten to ${writeReport(report)}\n`);
  if (!values["no-engines"] && !values.only) console.log(`\n${await benchEngines(browser, engineRuns)}`);
  await browser.close();
} catch (error) {
  fail(error);
}
