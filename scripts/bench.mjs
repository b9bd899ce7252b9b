// `npm run bench`: what the page costs a user. Measures the built page in headless Chromium, with a local server
// that streams the same tokens every time, prints a table and writes target/bench/bench.json. Then measures the model
// in the page beside another engine (bench/engines.mjs).

import { chromium } from "@playwright/test";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { launchOptions } from "../e2e/support/chromium.mjs";
import { startFaultyServer } from "../e2e/support/faulty-server.mjs";
import { startStaticServer } from "../e2e/support/static-server.mjs";
import { benchEngines } from "./bench/engines.mjs";
import { benchStart, benchStream, benchTurn } from "./bench/measures.mjs";
import { table, summarize } from "./bench/report.mjs";
import { builtPage } from "./lib/built.mjs";
import { dist, targetDir } from "./lib/paths.mjs";
import { fail, setUp } from "./setup.mjs";
import { firstLoad, sizeTable } from "./size.mjs";
import { findBrowser } from "./steps/browser.mjs";

const engineRuns = 3;

async function measure(browser) {
  const host = await startStaticServer({ folder: dist, base: "/some/path/" });
  const server = await startFaultyServer();
  const stage = { browser, address: host.address, server };
  try {
    return { ...(await benchStart(stage)), ...(await benchTurn(stage)), ...(await benchStream(stage)) };
  } finally {
    await Promise.all([host.stop(), server.stop()]);
  }
}

function machine(browser) {
  return { cpu: os.cpus()[0]?.model, cores: os.cpus().length, load: os.loadavg()[0], chromium: browser.version() };
}

function write(report) {
  const folder = path.join(targetDir, "bench");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, "bench.json");
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

try {
  await setUp(["rust", "node", "model", "browser"]);
  await builtPage();
  const browser = await chromium.launch(launchOptions((await findBrowser()).chromium));
  const size = firstLoad();
  const measures = summarize(await measure(browser));
  const report = { at: new Date().toISOString(), machine: machine(browser), first_load: size, measures };
  console.log(`\n${sizeTable(size)}\n\n${table(measures)}\n\nWritten to ${write(report)}\n`);
  console.log(`\n${await benchEngines(browser, engineRuns)}`);
  await browser.close();
} catch (error) {
  fail(error);
}
