// The in-page model: builds the worker's wasm for two instruction sets and places it and the
// default model beside the page. The page fetches neither before the first use.

import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { madeOnce } from "../lib/once.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const staging = process.env.TRUNK_STAGING_DIR ?? path.join(root, "dist");
const tools = [path.join(root, ".tools", "bin"), process.env.PATH].join(path.delimiter);
const isDebug = process.env.TRUNK_PROFILE === "debug";
const targetDir = path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, "target"), isDebug ? "engine-dev" : "engine");

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

function run(command, args, env = {}) {
  execFileSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, PATH: tools, ...env } });
}

/** Runs wasm-bindgen, which writes the module and its glue to `out`. */
function bind(wasm, out) {
  run("wasm-bindgen", ["--target", "web", "--no-typescript", "--out-name", "abcb-worker", "--out-dir", out, wasm]);
  const bound = path.join(out, "abcb-worker_bg.wasm");
  if (!isDebug) run("wasm-opt", ["-O3", "--strip-debug", "--strip-producers", bound, "-o", bound]);
}

for (const [name, flags] of Object.entries(builds)) {
  const target = path.join(targetDir, name);
  const env = { RUSTFLAGS: flags, CARGO_TARGET_DIR: target, ...(isDebug ? quickBuild : {}) };
  run("cargo", ["build", "--release", "--locked", "--quiet", "-p", "abcb-worker", "--target", "wasm32-unknown-unknown"], env);
  const wasm = path.join(target, "wasm32-unknown-unknown", "release", "abcb_worker.wasm");
  const from = [wasm, fileURLToPath(import.meta.url), path.join(root, "package-lock.json")];
  const made = await madeOnce({ work: path.join(target, "bound"), from, make: (out) => bind(wasm, out) });
  cpSync(made, path.join(staging, "engine", name), { recursive: true });
}

/** Creates a hard link if the file system allows it: a copy would cost a hundred megabytes per build. */
function place(from, to) {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

const model = "SmolLM2-135M-Instruct.Q4_1.gguf";
const kept = path.join(root, ".models", model);
if (existsSync(kept) && statSync(kept).size > 0) {
  mkdirSync(path.join(staging, "models"), { recursive: true });
  place(kept, path.join(staging, "models", model));
  writeFileSync(path.join(staging, "models.json"), JSON.stringify([{ name: model, size: statSync(kept).size }]));
} else {
  writeFileSync(path.join(staging, "models.json"), "[]");
  console.warn(`The default model is not in .models, so this build has none. \`npm run setup\` fetches it.`);
}
