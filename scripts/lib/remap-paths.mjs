// Compiler flags that keep the paths of the builder's machine out of a release build: panic messages name source files. So a build
// says nothing about who made it, and two machines make the same files.

import os from "node:os";
import path from "node:path";
import { root } from "./paths.mjs";

const { CARGO_HOME = path.join(os.homedir(), ".cargo"), RUSTUP_HOME = path.join(os.homedir(), ".rustup") } = process.env;

/** The folder of crates.io; cargo names it after a hash of the registry's address. */
const crates = path.join(CARGO_HOME, "registry", "src", "index.crates.io-1949cf8c6b5b557f");

// The last prefix that matches counts, so the inner folders come last.
const names = { [root]: "abcb", [CARGO_HOME]: "cargo", [crates]: "crates", [RUSTUP_HOME]: "rustup" };

/** The flags. Cargo separates them by spaces, so a path that has one stays in the build. */
export const remapFlags = Object.entries(names)
  .filter(([prefix]) => !/\s/.test(prefix))
  .map(([prefix, name]) => `--remap-path-prefix=${prefix}=${name}`)
  .join(" ");

/** The environment of a release build of the page. Cargo adds these flags to those of `.cargo/config.toml`. */
export const releaseEnv = { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: remapFlags };
