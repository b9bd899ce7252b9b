// How the scripts of the page (web/scripts) become JavaScript.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { inRoot } from "./paths.mjs";

/** The browsers that have what else the page needs: nested styles and `light-dark()`. */
export const browsers = ["chrome123", "firefox121", "safari17.5"];

const source = (name) => inRoot("web", "scripts", name);

const options = { bundle: true, minify: true, legalComments: "none", target: browsers, loader: { ".css": "text" } };

/** Libraries of answers, each a file of its own that is fetched when an answer needs it. */
const libraries = ["highlight", "math", "mermaid"];

/** What draws answers, and its libraries. */
export async function buildAnswers(folder) {
  if (!["lowlight", "mermaid", "temml"].every((name) => existsSync(inRoot("node_modules", name)))) {
    throw new Error("Packages that draw answers are missing. `npm run setup` installs them (so does `npm ci`).");
  }
  await build({
    ...options,
    entryPoints: ["answer", ...libraries].map((name) => source(`answers/${name}.ts`)),
    outdir: folder,
    format: "esm",
    // They lie beside the built script. wasm-bindgen makes the first.
    external: ["./abcb-markdown.js", ...libraries.map((name) => `./${name}.js`)],
  });
}

/** `import text from "./script.ts?script"` gives that script bundled, as text. Its functions keep their names: code that runs in the
 * sandbox can see them. */
const scriptsAsText = {
  name: "scripts as text",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?script$/ }, ({ path: name, resolveDir }) => ({
      path: path.resolve(resolveDir, name.replace(/\?script$/, "")),
      namespace: "script",
    }));
    onLoad({ filter: /./, namespace: "script" }, async ({ path: file }) => {
      const bundled = { ...options, minify: false, minifySyntax: true, minifyWhitespace: true };
      const result = await build({ ...bundled, entryPoints: [file], format: "iife", write: false, plugins: [scriptsAsText] });
      return { contents: result.outputFiles[0].text, loader: "text" };
    });
  },
};

/** A script that runs by itself, as text. `values` take the places of its undeclared constants. */
export async function bundleScript(name, values = {}) {
  const define = Object.fromEntries(Object.entries(values).map(([constant, value]) => [constant, JSON.stringify(value)]));
  const result = await build({ ...options, entryPoints: [source(name)], format: "iife", define, write: false, plugins: [scriptsAsText] });
  return result.outputFiles[0].text;
}

/** Puts scripts into a document, each in the place of the empty script that names it: `<script data-inline="folder/name.ts">`. */
export async function withInlineScripts(html) {
  let filled = html;
  for (const [place, name] of html.matchAll(/<script data-inline="?([^">]+)"?><\/script>/g)) {
    const script = (await bundleScript(name)).trim();
    filled = filled.replace(place, () => `<script>${script}</script>`);
  }
  return filled;
}

/** The document in which code of a model runs. */
export const sandboxDocument = () => withInlineScripts(readFileSync(source("sandbox/sandbox.html"), "utf8"));

/** For tests of the crate web in a browser, whose server gives files of that folder only. Written only if it has changed: a newer
 * file below web means that the page has to be built. */
export async function writeSandboxForTests() {
  const file = inRoot("web", "built", "sandbox.html");
  const html = await sandboxDocument();
  if (existsSync(file) && readFileSync(file, "utf8") === html) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, html);
}
