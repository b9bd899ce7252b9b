// Builds the engine's worker module for two instruction sets.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildCached } from "./build-cache.mjs";
import { inRoot, root, targetDir } from "./paths.mjs";
import { remapFlags } from "./remap-paths.mjs";
import { run } from "./run.mjs";

const isDebug = process.env.TRUNK_PROFILE === "debug";
const engineDir = path.join(targetDir, isDebug ? "engine-dev" : "engine");

const builds = {
  simd128: "-C target-feature=+simd128",
  "relaxed-simd": "-C target-feature=+simd128,+relaxed-simd",
};

/** The profile for development: recompiles within seconds and runs nearly as fast. */
const quickBuild = {
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
  CARGO_PROFILE_RELEASE_INCREMENTAL: "true",
};

/** Runs wasm-bindgen, which writes the module and its glue to `out`. */
async function bindWasm(wasm, out) {
  await run("wasm-bindgen", ["--target", "web", "--no-typescript", "--out-name", "abcb-worker", "--out-dir", out, wasm]);
  const boundWasm = path.join(out, "abcb-worker_bg.wasm");
  if (!isDebug) await run("wasm-opt", ["-O3", "--strip-debug", "--strip-producers", boundWasm, "-o", boundWasm]);
}

/** Builds the engine with the given compiler flags and returns the folder with module and glue. */
async function build(name, flags) {
  const target = path.join(engineDir, name);
  const env = { RUSTFLAGS: `${flags} ${remapFlags}`, CARGO_TARGET_DIR: target, ...(isDebug ? quickBuild : {}) };
  await run("cargo", ["build", "--release", "--locked", "--quiet", "-p", "abcb-worker", "--target", "wasm32-unknown-unknown"], { cwd: root, env });
  const wasm = path.join(target, "wasm32-unknown-unknown", "release", "abcb_worker.wasm");
  const inputs = [wasm, fileURLToPath(import.meta.url), inRoot("package-lock.json")];
  return { name, folder: await buildCached({ cacheDir: path.join(target, "bound"), inputs, build: (out) => bindWasm(wasm, out) }) };
}

/** Builds what is out of date and returns `{ name, folder }` for each instruction set. */
export const buildEngines = () => Promise.all(Object.entries(builds).map(([name, flags]) => build(name, flags)));
