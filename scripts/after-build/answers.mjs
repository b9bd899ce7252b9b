// What draws answers (web/answers), fetched with the first one.

import path from "node:path";
import { buildSync } from "esbuild";
import { dist, inRoot } from "../lib/paths.mjs";

buildSync({
  entryPoints: { answer: inRoot("web", "answers", "answer.js") },
  outdir: process.env.TRUNK_STAGING_DIR ?? dist,
  bundle: true,
  format: "esm",
  // Made by wasm-bindgen, beside the page too.
  external: ["./abcb-markdown.js"],
});
