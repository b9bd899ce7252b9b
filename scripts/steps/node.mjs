// Set-up steps for JavaScript: the locked packages, and wasm-opt where trunk looks for it.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot, toolsBin } from "../lib/paths.mjs";
import { run, versionOf } from "../lib/run.mjs";

const stamp = inRoot("node_modules", ".abcb-lock");
const lockHash = () => createHash("sha256").update(readFileSync(inRoot("package-lock.json"))).digest("hex");

const packages = {
  name: "npm packages",
  isDone: () => existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash(),
  async install() {
    await run("npm", ["ci", "--no-fund", "--no-audit"]);
    writeFileSync(stamp, lockHash());
  },
};

// Trunk uses any wasm-opt on PATH and otherwise downloads one. With a link beside the other tools,
// a plain `trunk` with .tools/bin on its PATH behaves like our scripts.
const link = path.join(toolsBin, "wasm-opt");
const wasmOpt = {
  name: "wasm-opt",
  isDone: async () => existsSync(link) && (await versionOf(link)),
  async install() {
    mkdirSync(toolsBin, { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(path.join("..", "..", "node_modules", "binaryen", "bin", "wasm-opt"), link);
    if (!(await versionOf(link))) throw new Error("wasm-opt does not run. Remove node_modules and try again.");
  },
};

export const nodeSteps = () => [packages, wasmOpt];
