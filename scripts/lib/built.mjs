// Builds the page when dist/ is missing or older than what it is made from, for commands that only use it.

import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { compress } from "./compress.mjs";
import { dist, inRoot } from "./paths.mjs";
import { run } from "./run.mjs";

const names = ["Cargo.lock", "Cargo.toml", "Trunk.toml", "index.html", "core", "engine", "markdown", "web", "worker"];
const sources = names.map((name) => inRoot(name));

function newest(file) {
  if (!existsSync(file)) return 0;
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(file).map((name) => newest(path.join(file, name))));
}

export async function builtPage() {
  const page = path.join(dist, "index.html");
  if (existsSync(page) && statSync(page).mtimeMs >= Math.max(...sources.map(newest))) return;
  await run("trunk", ["build", "--release"]);
}

/** The page as a static host gets it. */
export async function buildForHosts() {
  await run("trunk", ["build", "--release"]);
  compress();
}
