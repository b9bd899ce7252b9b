// Minifies scripts and styles in place: two thirds of wasm-bindgen's glue are white space and long names. The page itself loses its
// comments.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import { filesIn } from "../lib/files.mjs";
import { browserTargets } from "../lib/page-scripts.mjs";
import { staging } from "../lib/paths.mjs";

for (const name of filesIn(staging)) {
  const loader = path.extname(name).slice(1);
  if (!["js", "css"].includes(loader)) continue;
  const file = path.join(staging, name);
  const { code } = transformSync(readFileSync(file, "utf8"), { loader, minify: true, target: browserTargets });
  writeFileSync(file, code);
}

const page = path.join(staging, "index.html");
writeFileSync(page, readFileSync(page, "utf8").replace(/\s*<!--.*?-->/gs, ""));
