// What draws answers (web/answers): a script that is fetched with the first one, and libraries that are fetched when an answer
// has something for them.

import { existsSync } from "node:fs";
import { buildSync } from "esbuild";
import { dist, inRoot } from "../lib/paths.mjs";

if (!["lowlight", "mermaid", "temml"].every((name) => existsSync(inRoot("node_modules", name)))) {
  throw new Error("Packages that answers are drawn with are missing. `npm run setup` brings them (so does `npm ci`).");
}

const own = ["answer", "highlight", "math", "mermaid"];

buildSync({
  entryPoints: own.map((name) => inRoot("web", "answers", `${name}.js`)),
  outdir: process.env.TRUNK_STAGING_DIR ?? dist,
  bundle: true,
  format: "esm",
  minify: true,
  loader: { ".css": "text" },
  legalComments: "none",
  // Beside the page too, and fetched as files: the first is made by wasm-bindgen.
  external: ["./abcb-markdown.js", ...own.slice(1).map((name) => `./${name}.js`)],
});
