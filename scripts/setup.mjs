// `npm run setup`: installs everything a fresh clone needs. Completed steps are skipped, so a second
// run takes seconds. The other commands call `setUp` with the `required` parts and the
// `optional` ones: a missing optional part is only reported.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { toolsBin } from "./lib/paths.mjs";
import { browserSteps } from "./steps/browser.mjs";
import { nodeSteps } from "./steps/node.mjs";
import { modelSteps, pythonSteps } from "./steps/python.mjs";
import { rustSteps } from "./steps/rust.mjs";

const parts = { rust: rustSteps, node: nodeSteps, python: pythonSteps, model: modelSteps, browser: browserSteps };
export const allParts = Object.keys(parts);

async function runStep(step) {
  if (await step.isDone()) return;
  if (!step.isSilent) console.log(`set-up: ${step.name}${step.note ? ` (${step.note})` : ""} …`);
  const started = Date.now();
  await step.install();
  if (!step.isSilent) console.log(`set-up: ${step.name} is ready (${Math.round((Date.now() - started) / 1000)} s)`);
}

async function setUpPart(part) {
  for (const step of parts[part]()) {
    try {
      await runStep(step);
    } catch (error) {
      throw new Error(`set-up stopped at “${step.name}”: ${error.message}`, { cause: error });
    }
  }
}

export async function setUp(required, optional = []) {
  const started = Date.now();
  for (const part of required) await setUpPart(part);
  for (const part of optional) {
    await setUpPart(part).catch((error) => console.warn(`${error.message}\nThis part is optional; continuing without it.`));
  }
  console.log(`set-up: ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

/** Ends a script with the error message instead of a stack trace. */
export function fail(error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setUp(allParts);
    console.log(`For plain trunk: export PATH="${toolsBin}${path.delimiter}$PATH"`);
  } catch (error) {
    fail(error);
  }
}
