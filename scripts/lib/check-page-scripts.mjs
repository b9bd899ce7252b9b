// Checks the page's scripts: types, lints, unit tests. The types of the end-to-end tests are checked with them, and the lints of
// every other script.

import path from "node:path";
import { countCheck, countProgram, sumCounts } from "./counts.mjs";
import { filesIn } from "./files.mjs";
import { writeFilesForTests } from "./page-scripts.mjs";
import { inRoot, root } from "./paths.mjs";
import { capture } from "./run.mjs";

/** Returns all files below `folder` for whose names `isWanted(name)` is true, as paths from the root. */
const filesBelow = (folder, isWanted) =>
  filesIn(inRoot(folder))
    .filter((file) => isWanted(path.basename(file)))
    .map((file) => path.join(folder, file));

const runEchoed = (command, args) => capture(command, args, { echo: true, cwd: root });

/** Checks types. Each folder whose scripts run in one environment (page, worker, tests) has its own configuration. */
async function checkTypes() {
  const results = [];
  const configs = ["web", "e2e"].flatMap((folder) => filesBelow(folder, (name) => name === "tsconfig.json"));
  for (const config of configs) {
    const { code } = await runEchoed("tsc", ["--project", config]);
    console.log(`${code === 0 ? "ok" : "FAILED"}: types of ${path.dirname(config)}`);
    results.push(countCheck(code === 0));
  }
  return sumCounts(results);
}

async function lint() {
  const { code } = await runEchoed("oxlint", ["--type-aware", "--deny-warnings", "web/scripts", "web/src", "web/public", "engine/tests", "e2e", "scripts"]);
  return countCheck(code === 0);
}

export function countNodeTests(output) {
  const count = (word) => Number(output.match(new RegExp(`^ℹ ${word} (\\d+)$`, "m"))?.[1] ?? 0);
  return { passed: count("pass"), failed: count("fail") + count("cancelled") };
}

async function runUnitTests() {
  const files = filesBelow(path.join("web", "scripts"), (name) => name.endsWith(".test.ts"));
  // The message channels that scripts open on load would keep Node alive.
  const { code, output } = await runEchoed(process.execPath, ["--import", "tsx", "--test", "--test-force-exit", "--test-timeout=60000", "--test-reporter=spec", ...files]);
  return countProgram(countNodeTests(output), code);
}

/** Returns how many checks passed and failed: one per configuration, one for the lints, one per unit test. */
export async function checkPageScripts() {
  await writeFilesForTests();
  return sumCounts([await checkTypes(), await lint(), await runUnitTests()]);
}
