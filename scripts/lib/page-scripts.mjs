// Builds the page's scripts (web/scripts) as JavaScript.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";

/** The oldest browsers that support the page's other requirements: nested styles and `light-dark()`. */
export const browsers = ["chrome123", "firefox121", "safari17.5"];

/** esbuild, which is there only once the set-up has installed it. */
const build = async (options) => (await import("esbuild")).build(options);

const source = (name) => inRoot("web", "scripts", name);

const options = { bundle: true, minify: true, legalComments: "none", target: browsers, loader: { ".css": "text" } };

/** The libraries for answers, each in its own file that is fetched when an answer needs it. */
const libraries = ["highlight", "math", "mermaid"];

/** Builds the script that renders answers, and its libraries. */
export async function buildAnswers(folder) {
  if (!["lowlight", "mermaid", "temml"].every((name) => existsSync(inRoot("node_modules", name)))) {
    throw new Error("Packages that draw answers are missing. `npm run setup` installs them (so does `npm ci`).");
  }
  await build({
    ...options,
    entryPoints: ["answer", ...libraries].map((name) => source(`answers/${name}.ts`)),
    outdir: folder,
    format: "esm",
    // These files are beside the built script. wasm-bindgen generates the first.
    external: ["./abcb-markdown.js", ...libraries.map((name) => `./${name}.js`)],
  });
}

/** An esbuild plugin: `import text from "./script.ts?script"` imports the bundled script as text. Function names are kept, because
 * code in the sandbox can see them. */
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

/** Returns a standalone script as text. `values` replace its undeclared constants. */
export async function bundleScript(name, values = {}) {
  const define = Object.fromEntries(Object.entries(values).map(([constant, value]) => [constant, JSON.stringify(value)]));
  const result = await build({ ...options, entryPoints: [source(name)], format: "iife", define, write: false, plugins: [scriptsAsText] });
  return result.outputFiles[0].text;
}

/** Inlines scripts into a document, each in the empty script element that names it: `<script data-inline="folder/name.ts">`. */
export async function withInlineScripts(html) {
  let filled = html;
  for (const [place, name] of html.matchAll(/<script data-inline="?([^">]+)"?><\/script>/g)) {
    const script = (await bundleScript(name)).trim();
    filled = filled.replace(place, () => `<script>${script}</script>`);
  }
  if (filled.includes("<script data-inline")) throw new Error("A script of the document was not inlined.");
  return filled;
}

/** Returns the sandbox document, in which the model's code runs. */
export const sandboxDocument = () => withInlineScripts(readFileSync(source("sandbox/sandbox.html"), "utf8"));

/** Writes the sandbox document for browser tests of the crate web, whose server serves only files of that folder. It is
 * written only if it has changed, because a newer file below `web` would cause a build. */
export async function writeSandboxForTests() {
  const file = inRoot("web", "built", "sandbox.html");
  const html = await sandboxDocument();
  if (existsSync(file) && readFileSync(file, "utf8") === html) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, html);
}
