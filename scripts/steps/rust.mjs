// Set-up steps for Rust: the toolchain, the wasm target, trunk, wasm-bindgen and the wasm splitter.
// The programs are compiled once, with settings for fast compilation rather than fast programs.

import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { toolsDir, trunkVersion, wasmBindgenVersion, wasmSplitVersion } from "../lib/paths.mjs";
import { capture, run, versionOf } from "../lib/run.mjs";

const installRust =
  "Install Rust with `curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y`, open a new shell and try again.";

const fastBuildEnv = {
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "0",
  CARGO_PROFILE_RELEASE_DEBUG: "0",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "256",
  // The programs share many crates, and an interrupted install resumes where it stopped.
  CARGO_TARGET_DIR: path.join(toolsDir, "build"),
};

export const toolchain = {
  name: "Rust toolchain",
  async isDone() {
    const version = await versionOf("cargo");
    return version && (await versionOf("rustc")) ? version : false;
  },
  async install() {
    throw new Error(`cargo and rustc are not installed. ${installRust}`);
  },
};

const wasmTarget = {
  name: "wasm32 target",
  async isDone() {
    const { code, output } = await capture("rustc", ["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]);
    const libraries = output.trim();
    return code === 0 && existsSync(libraries) && readdirSync(libraries).some((file) => file.startsWith("libcore"));
  },
  async install() {
    if (!(await versionOf("rustup"))) throw new Error(`The wasm32-unknown-unknown target is missing and there is no rustup to add it. ${installRust}`);
    await run("rustup", ["target", "add", "wasm32-unknown-unknown"]);
  },
};

async function hasVersion(program, version) {
  return (await versionOf(program))?.split(" ")[1] === version;
}

/** Checks cargo's record of installed programs, for programs that do not report their version. */
function isInstalled(name, version) {
  const list = path.join(toolsDir, ".crates.toml");
  return existsSync(list) && readFileSync(list, "utf8").includes(`"${name} ${version} (`);
}

function cargoProgram({ name, programs, version, installArgs }) {
  return {
    name: `${name} ${version}`,
    async isDone() {
      if (!programs) return isInstalled(name, version);
      const found = await Promise.all(programs.map((program) => hasVersion(program, version)));
      return found.every(Boolean);
    },
    note: "compiles it once, some minutes",
    async install() {
      await run("cargo", ["install", name, "--version", version, "--force", "--root", toolsDir, ...installArgs], { env: fastBuildEnv });
    },
  };
}

const buildLeftovers = {
  name: "leftovers of compiling the tools",
  isSilent: true,
  isDone: () => false,
  install: () => rmSync(fastBuildEnv.CARGO_TARGET_DIR, { recursive: true, force: true }),
};

export function rustSteps() {
  return [
    toolchain,
    wasmTarget,
    cargoProgram({ name: "trunk", programs: ["trunk"], version: trunkVersion, installArgs: ["--locked", "--no-default-features"] }),
    // Its lock file names a crate version that is no longer available, so it is installed without --locked.
    cargoProgram({ name: "wasm-bindgen-cli", programs: ["wasm-bindgen", "wasm-bindgen-test-runner"], version: wasmBindgenVersion(), installArgs: [] }),
    cargoProgram({
      name: "wasm_split_cli_support",
      version: wasmSplitVersion,
      installArgs: ["--locked", "--features", "build-binary"],
    }),
    buildLeftovers,
  ];
}
