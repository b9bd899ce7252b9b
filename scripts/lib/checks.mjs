// The checks of `npm test`, in order. Each returns how many tests passed and failed; a check without
// individual tests (a linter, the build, the size budget) counts as one.

import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { checkSupplyChain } from "../check-supply-chain.mjs";
import { checkTexts } from "../check-texts.mjs";
import { chunkTable, engineTable, findBudgetErrors, measureChunks, measureEngines, measureFirstLoad, sizeTable } from "../size.mjs";
import { runPageTests } from "./browser-tests.mjs";
import { buildForDeployment } from "./build-page.mjs";
import { checkPageScripts } from "./check-page-scripts.mjs";
import { findMissingCopies } from "./compress.mjs";
import { countCheck, countProgram, sumCounts } from "./counts.mjs";
import { inRoot, targetDir } from "./paths.mjs";
import { capture, versionOf } from "./run.mjs";

const sumOf = (output, pattern) => [...output.matchAll(pattern)].reduce((sum, found) => sum + Number(found[1]), 0);

const stripAnsi = (output) => output.replace(/\x1b\[[0-9;]*m/g, "");

export function countNextest(output) {
  const summary = stripAnsi(output).match(/^\s*Summary .*tests? run:.*$/m)?.[0] ?? "";
  return {
    passed: sumOf(summary, /(\d+) passed/g),
    failed: sumOf(summary, /(\d+) failed/g) + sumOf(summary, /(\d+) timed out/g) + sumOf(summary, /(\d+) exec failed/g),
  };
}

export function countCargoTest(output) {
  const results = [...stripAnsi(output).matchAll(/^test result: .*$/gm)].map(([line]) => line).join("\n");
  return { passed: sumOf(results, /(\d+) passed/g), failed: sumOf(results, /(\d+) failed/g) };
}

async function runAll(...commands) {
  let ok = true;
  for (const [program, ...args] of commands) ok = (await capture(program, args, { echo: true })).code === 0 && ok;
  return countCheck(ok);
}

const wasm = ["--target", "wasm32-unknown-unknown"];
const pure = ["-p", "abcb-core", "-p", "abcb-engine", "-p", "abcb-markdown", "-p", "abcb-worker"];
const native = [...pure, "-p", "abcb-eval"];
const documented = ["-p", "abcb-core", "-p", "abcb-engine"];
const strict = ["--", "-D", "warnings"];

const checkFormat = () => runAll(["cargo", "fmt", "--all", "--check"]);

/** Checks every text of the page in every language. */
async function checkPageTexts() {
  const { texts, errors } = await checkTexts();
  console.log([...errors, `${texts} texts, ${errors.length} errors`].join("\n"));
  return countCheck(errors.length === 0);
}

/** Checks the licences and sources of all packages. */
async function checkPackages() {
  const { packages, errors } = await checkSupplyChain();
  console.log([...errors, `${packages} packages, ${errors.length} errors`].join("\n"));
  return countCheck(errors.length === 0);
}

const lintNative = () => runAll(["cargo", "clippy", "--locked", ...native, "--all-targets", ...strict]);

const lintWasm = () =>
  runAll(
    ["cargo", "clippy", "--locked", ...wasm, ...pure, ...strict],
    ["cargo", "clippy", "--locked", ...wasm, "-p", "abcb-web", "--all-targets", ...strict],
  );

async function runNativeTests() {
  // nextest is faster and reports more, but takes minutes to compile: without it, cargo's own runner is used.
  if (await versionOf("cargo-nextest", ["nextest", "--version"])) {
    const tests = await capture("cargo", ["nextest", "run", "--locked", "--no-fail-fast", "--no-tests=pass", ...native], { echo: true });
    // nextest leaves out the examples in comments.
    const examples = await capture("cargo", ["test", "--doc", "--locked", "--no-fail-fast", ...documented], { echo: true });
    return sumCounts([countProgram(countNextest(tests.output), tests.code), countProgram(countCargoTest(examples.output), examples.code)]);
  }
  const { code, output } = await capture("cargo", ["test", "--locked", "--no-fail-fast", ...native], { echo: true });
  return countProgram(countCargoTest(output), code);
}

async function runBrowserTests() {
  const { code, output } = await runPageTests(wasm);
  return countProgram(countCargoTest(output), code);
}

/** Compares the engine's SIMD kernels with plain Rust. Node before 22 has relaxed SIMD behind a flag. */
function checkKernels() {
  const flags = Number(process.versions.node.split(".")[0]) < 22 ? ["--experimental-wasm-relaxed-simd"] : [];
  return runAll([process.execPath, ...flags, inRoot("engine", "tests", "kernel_check.mjs")]);
}

async function buildPage() {
  await buildForDeployment();
  return countCheck(true);
}

function checkSizes() {
  const measured = measureFirstLoad();
  console.log(`${sizeTable(measured)}\n\n${chunkTable(measureChunks())}\n`);
  const engines = measureEngines();
  console.log(engineTable(engines));
  const errors = [...findBudgetErrors(measured, engines), ...findMissingCopies()];
  console.log(errors.join("\n"));
  return countCheck(errors.length === 0);
}

async function runEndToEndTests() {
  const report = path.join(targetDir, "e2e.json");
  rmSync(report, { force: true });
  const { code } = await capture(process.execPath, [inRoot("scripts", "playwright.mjs"), "--reporter=list,json"], {
    echo: true,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  const { stats } = JSON.parse(readFileSync(report, "utf8"));
  return countProgram({ passed: stats.expected + stats.flaky, failed: stats.unexpected }, code);
}

export const checks = [
  { name: "formatting", run: checkFormat },
  { name: "texts in every language", run: checkPageTexts },
  { name: "packages of others", run: checkPackages },
  { name: "scripts", run: checkPageScripts },
  { name: "lints, native", run: lintNative },
  { name: "lints, wasm32", run: lintWasm },
  { name: "native tests", run: runNativeTests },
  { name: "kernels in WebAssembly", run: checkKernels },
  { name: "tests in the browser", run: runBrowserTests },
  { name: "release build", run: buildPage },
  { name: "sizes", run: checkSizes },
  { name: "end-to-end tests", run: runEndToEndTests },
];
