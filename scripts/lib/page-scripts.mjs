// Builds the page's scripts (web/scripts) as JavaScript.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { allowInlineScripts } from "./csp.mjs";
import { inRoot } from "./paths.mjs";

/** The oldest browsers that support the page's other requirements: nested styles and `light-dark()`. */
export const browserTargets = ["chrome123", "firefox121", "safari17.5"];

/** The folders of the npm packages that are part of the scripts built so far. */
export const bundledPackages = new Set();

/** Runs esbuild, which is available only after the set-up has installed it. */
async function build(options) {
  const result = await (await import("esbuild")).build({ ...options, metafile: true });
  for (const { inputs } of Object.values(result.metafile.outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const [folder] = file.match(/node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+/) ?? [];
      if (folder && bytesInOutput > 0) bundledPackages.add(folder);
    }
  }
  return result;
}

const sourcePath = (name) => inRoot("web", "scripts", name);

const options = { bundle: true, minify: true, legalComments: "none", target: browserTargets, loader: { ".css": "text" } };

/** The libraries for answers, each in its own file that is fetched when an answer needs it. */
const libraries = { highlight: "answers/highlight.ts", math: "answers/math.ts", mermaid: "sandbox/diagrams/mermaid.ts" };

/** Builds the script that renders answers, and its libraries. */
export async function buildAnswers(folder) {
  if (!["lowlight", "mermaid", "temml"].every((name) => existsSync(inRoot("node_modules", name)))) {
    throw new Error("Packages that draw answers are missing. `npm run setup` installs them (so does `npm ci`).");
  }
  await build({
    ...options,
    entryPoints: Object.entries({ answer: "answers/answer.ts", ...libraries }).map(([out, source]) => ({ in: sourcePath(source), out })),
    outdir: folder,
    format: "esm",
    // These files are beside the built script. wasm-bindgen generates the first.
    external: ["./abcb-markdown.js", ...Object.keys(libraries).map((name) => `./${name}.js`)],
  });
}

/** An esbuild plugin: `import text from "./language.ftl"` imports `text`, a Fluent resource. */
const fluentAsText = (text) => ({
  name: "Fluent as text",
  setup({ onLoad }) {
    onLoad({ filter: /\.ftl$/ }, () => ({ contents: text, loader: "text" }));
  },
});

const stripComments = (fluent) => fluent.replace(/^(?:#.*)?\n/gm, "");

/** Returns the English texts without comments. */
export const englishTexts = () => readLanguageFile("en.ftl");

/** Returns the script that formats the page's texts, with the English texts `texts` in it. The page's glue imports it as
 * `./built/i18n.js` (web/src/i18n/script.rs). */
export async function buildI18nScript(texts = englishTexts()) {
  if (!existsSync(inRoot("node_modules", "@fluent", "bundle"))) {
    throw new Error("The package that formats texts is missing. `npm run setup` installs it (so does `npm ci`).");
  }
  const result = await build({ ...options, entryPoints: [sourcePath("i18n/main.ts")], format: "esm", write: false, plugins: [fluentAsText(texts)] });
  return result.outputFiles[0].text;
}

/** Writes the texts of the languages that the page fetches: all but English. */
export function writeLanguages(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of languageFiles().filter((name) => name !== "en.ftl")) {
    writeFileSync(path.join(folder, name), readLanguageFile(name));
  }
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
    onLoad({ filter: /./, namespace: "script" }, async ({ path: file }) => ({ contents: await bundleAsText(file), loader: "text" }));
  },
};

async function bundleAsText(file) {
  const bundled = { ...options, minify: false, minifySyntax: true, minifyWhitespace: true };
  const result = await build({ ...bundled, entryPoints: [file], format: "iife", write: false, plugins: [scriptsAsText] });
  return result.outputFiles[0].text;
}

/** Returns a standalone script as text. `values` replace its undeclared constants. */
export async function bundleScript(name, values = {}) {
  const define = Object.fromEntries(Object.entries(values).map(([constant, value]) => [constant, JSON.stringify(value)]));
  const result = await build({ ...options, entryPoints: [sourcePath(name)], format: "iife", define, write: false, plugins: [scriptsAsText] });
  return result.outputFiles[0].text;
}

const languageFiles = () => readdirSync(inRoot("web", "lang")).sort();
const readLanguageFile = (name) => stripComments(readFileSync(inRoot("web", "lang", name), "utf8"));

/** Returns the codes of the languages, and in each the texts that are shown before the page's program is loaded: what the head
 * scripts need of web/lang. */
async function headValues() {
  const { FluentBundle, FluentResource } = await import("@fluent/bundle");
  const textsOf = (language, file) => {
    const bundle = new FluentBundle(language);
    bundle.addResource(new FluentResource(readLanguageFile(file)));
    return Object.fromEntries(START_KEYS.map((key) => [key, bundle.getMessage(key)?.value]));
  };
  const languages = languageFiles().map((file) => [path.basename(file, ".ftl"), file]);
  const texts = languages.map(([language, file]) => [language, textsOf(language, file)]);
  return { LANGUAGES: languages.map(([language]) => language), START_TEXTS: Object.fromEntries(texts) };
}

/** The texts without values that web/scripts/head/startup.ts shows. */
const START_KEYS = ["start-failed", "start-framed", "start-slow", "action-reload"];

/** Inlines scripts into a document, each in the empty script element that names it: `<script data-inline="folder/name.ts">`. */
async function inlineScripts(html, values = {}) {
  let filled = html;
  for (const [tag, name] of html.matchAll(/<script data-inline="?([^">]+)"?><\/script>/g)) {
    const script = (await bundleScript(name, values)).trim();
    filled = filled.replace(tag, () => `<script>${script}</script>`);
  }
  if (filled.includes("<script data-inline")) throw new Error("A script of the document was not inlined.");
  return filled;
}

/** Inlines the scripts of the page itself. */
export const inlineHeadScripts = async (html) => inlineScripts(html, await headValues());

/** Returns the sandbox document, in which the model's code runs. */
export const buildSandboxDocument = () => inlineScripts(readFileSync(sourcePath("sandbox/sandbox.html"), "utf8"));

/** Returns the document in which diagrams are drawn. Its policy allows its own script and that of its frame, by their hashes. */
export async function buildDiagramsDocument() {
  const html = await inlineScripts(readFileSync(sourcePath("sandbox/diagrams/diagrams.html"), "utf8"));
  return allowInlineScripts(html, [await bundleAsText(sourcePath("sandbox/diagrams/frame.ts"))]);
}

/** Writes the files that browser tests of the crate web fetch: their server serves only files of that folder. */
export async function writeFilesForTests() {
  writeIfChanged(inRoot("web", "built", "sandbox.html"), await buildSandboxDocument());
  writeIfChanged(inRoot("web", "built", "i18n.js"), await buildI18nScript());
}

/** A newer file below `web` would cause a build. */
function writeIfChanged(file, text) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
