// `npm test`: sets up what is missing, then runs all checks, even after a failure, and prints a summary.

import { checks } from "./lib/checks.mjs";
import { allParts, fail, setUp } from "./setup.mjs";

const minutes = (ms) => `${Math.floor(ms / 60_000)}:${String(Math.round((ms % 60_000) / 1000)).padStart(2, "0")}`;

async function runCheck({ name, run }) {
  console.log(`\n=== ${name}`);
  const started = Date.now();
  let result;
  try {
    result = await run();
  } catch (error) {
    console.error(error.message);
    result = { passed: 0, failed: 1 };
  }
  return { name, ...result, time: Date.now() - started };
}

const line = ({ name, passed, failed, time }) =>
  `${failed ? "FAILED" : "ok    "} ${name.padEnd(24)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${minutes(time).padStart(7)}`;

function summary(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`\n=== summary\n${results.map(line).join("\n")}\n`);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0;
}

try {
  await setUp(allParts);
  const results = [];
  for (const check of checks) results.push(await runCheck(check));
  process.exitCode = summary(results) ? 0 : 1;
} catch (error) {
  fail(error);
}
