// Minifies scripts and styles in place: two thirds of wasm-bindgen's glue are white space and long names.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { browsers } from "../lib/page-scripts.mjs";

const staging = process.env.TRUNK_STAGING_DIR ?? fileURLToPath(new URL("../../dist", import.meta.url));

for (const entry of readdirSync(staging, { recursive: true, withFileTypes: true })) {
  const loader = path.extname(entry.name).slice(1);
  if (!entry.isFile() || !["js", "css"].includes(loader)) continue;
  const file = path.join(entry.parentPath ?? entry.path, entry.name);
  const { code } = transformSync(readFileSync(file, "utf8"), { loader, minify: true, target: browsers });
  writeFileSync(file, code);
}
