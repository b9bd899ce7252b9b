// Builds the page if dist/ is missing or older than its sources, for commands that need the built page.

import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { compress } from "./compress.mjs";
import { dist, inRoot } from "./paths.mjs";
import { releaseEnv } from "./remap-paths.mjs";
import { run } from "./run.mjs";

const names = ["Cargo.lock", "Cargo.toml", "Trunk.toml", "index.html", "core", "engine", "markdown", "web", "worker"];
const sources = names.map((name) => inRoot(name));

function newestChange(file) {
  if (!existsSync(file)) return 0;
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(file).map((name) => newestChange(path.join(file, name))));
}

const buildRelease = () => run("trunk", ["build", "--release"], { env: releaseEnv });

export async function ensurePageBuilt() {
  const page = path.join(dist, "index.html");
  if (existsSync(page) && statSync(page).mtimeMs >= Math.max(...sources.map(newestChange))) return;
  await buildRelease();
}

/** Builds the page as it is deployed to a static host. */
export async function buildForDeployment() {
  await buildRelease();
  compress();
}
