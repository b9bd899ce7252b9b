// Splits the page's wasm: code marked with `lazy!` (web/src/lazy.rs) becomes separate files, fetched at their first use, and the
// English texts that only this code shows become a file, too. Trunk's wasm and glue come from the unsplit program; they are
// discarded and rebuilt from cargo's output. Main module, chunks, glue and texts only fit each other, so they are in one folder,
// named by a hash of its content.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { buildCached } from "../lib/build-cache.mjs";
import { filesIn, hashOf } from "../lib/files.mjs";
import { splitTexts } from "../lib/languages.mjs";
import { buildI18nScript, englishTexts } from "../lib/page-scripts.mjs";
import { inRoot, staging, targetDir, wasmSplitVersion } from "../lib/paths.mjs";
import { runQuietly } from "../lib/run.mjs";
import { trustSinks } from "../lib/trusted-types.mjs";
import { removeExports } from "../lib/wasm-exports.mjs";

const NAME = "abcb-web";
/** The options of wasm-opt. A second pass over flattened code saves another half per cent. */
const WASM_OPT_ARGS = ["--flatten", "--rereloop", "-Oz", "-Oz", "--reorder-functions-by-name", "--strip-debug", "--strip-producers"];
/** The script that formats texts, which the glue imports. It is not bundled with the glue, so that a changed text does not split
 * the program again. */
const I18N = "./built/i18n.js";
/** The English texts of the chunks; web/scripts/i18n/main.ts fetches them. */
const CHUNK_TEXTS = "built/chunks.ftl";

/** The exports of wasm-streams, which Leptos brings along for server functions. The page has none of these, but an export and all
 * that it needs stay in the program: 5 KB of the first load. */
const UNUSED_EXPORTS = /intounderlying(bytesource|sink|source)_/;

/** The code with which the chunk loader compiles a chunk. It fails on hosts that send wasm with another content type. */
const STREAMING_INSTANTIATE = "WebAssembly.instantiateStreaming(src, imports)";
/** The replacement: does what wasm-bindgen does for other modules, after the texts of the chunks are loaded. */
const INSTANTIATE = `import { loadChunkTexts } from ${JSON.stringify(I18N)};
async function instantiate(fetched, imports) {
  const [response] = await Promise.all([fetched, loadChunkTexts()]);
  if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.instantiateStreaming(response, imports);
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
`;

const program = path.join(targetDir, "wasm32-unknown-unknown", "release", `${NAME}.wasm`);
const workDir = path.join(targetDir, "split");

/** Replaces every occurrence. Throws if there is none: then the output of the tools has changed. */
function replaceOrThrow(text, pattern, replacement) {
  const changed = text.replaceAll(pattern, replacement);
  if (changed === text) throw new Error(`The output of the tools has changed: it does not contain “${pattern}”.`);
  return changed;
}

/** Writes main module, chunks and glue to `outDir`. */
async function split(outDir) {
  const splitDir = path.join(workDir, "parts");
  const bindgenDir = path.join(workDir, "bound");
  const trimmed = path.join(workDir, `${NAME}.wasm`);
  writeFileSync(trimmed, removeExports(readFileSync(program), (name) => UNUSED_EXPORTS.test(name)));
  await runQuietly("wasm-split-cli", ["--target", "web", "--out-name", NAME, trimmed, splitDir]);
  const bindgenArgs = ["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", NAME, "--out-dir", bindgenDir];
  await runQuietly("wasm-bindgen", [...bindgenArgs, path.join(splitDir, `${NAME}.wasm`)]);
  rmSync(path.join(splitDir, `${NAME}.wasm`));
  const loader = replaceOrThrow(readFileSync(path.join(splitDir, "__wasm_split.js"), "utf8"), STREAMING_INSTANTIATE, "instantiate(src, imports)");
  writeFileSync(path.join(bindgenDir, "__wasm_split.js"), INSTANTIATE + loader);
  const glue = path.join(outDir, `${NAME}.js`);
  buildSync({
    entryPoints: [path.join(bindgenDir, `${NAME}.js`)],
    outfile: glue,
    bundle: true,
    format: "esm",
    external: [I18N],
    // wasm-bindgen lists the loader's script once per chunk; the duplicates are harmless.
    logOverride: { "duplicate-object-key": "silent" },
  });
  writeFileSync(glue, trustSinks(readFileSync(glue, "utf8")));
  const wasm = [splitDir, bindgenDir].flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".wasm")).map((name) => path.join(folder, name)));
  await optimizeAll(wasm, outDir);
}

/** Optimizes the files, the largest first, one per core at a time: each takes a core and much memory. */
async function optimizeAll(files, outDir) {
  const queue = files.sort((a, b) => statSync(b).size - statSync(a).size);
  const worker = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) await optimize(file, path.join(outDir, path.basename(file)));
  };
  await Promise.all(os.cpus().map(worker));
}

const optimize = (from, to) => runQuietly("wasm-opt", [...WASM_OPT_ARGS, from, "-o", to]);

/** Returns the English texts of the first load and those of the chunks. The script that renders answers needs no chunk. */
async function splitEnglishTexts(builtDir) {
  const answer = path.join(staging, "answer.js");
  const files = [path.join(builtDir, `${NAME}_bg.wasm`), answer];
  return splitTexts(englishTexts(), files.map((file) => readFileSync(file)));
}

// This is the slowest step, so it is skipped if, for example, only styles have changed.
const builtDir = await buildCached({
  cacheDir: workDir,
  inputs: [
    program,
    ...["after-build/split.mjs", "lib/trusted-types.mjs", "lib/wasm-exports.mjs"].map((name) => inRoot("scripts", name)),
    inRoot("package.json"),
  ],
  extraKey: wasmSplitVersion,
  build: split,
});
const [firstLoadTexts, chunkTexts] = await splitEnglishTexts(builtDir);
const i18n = await buildI18nScript(firstLoadTexts);
const folder = `app-${createHash("sha256").update(hashOf(builtDir, filesIn(builtDir))).update(i18n).update(chunkTexts).digest("hex").slice(0, 16)}`;
// No other module uses snippets.
rmSync(path.join(staging, "snippets"), { recursive: true, force: true });
for (const name of readdirSync(staging).filter((name) => name.startsWith(NAME))) rmSync(path.join(staging, name));
cpSync(builtDir, path.join(staging, folder), { recursive: true });
mkdirSync(path.join(staging, folder, path.dirname(I18N)));
writeFileSync(path.join(staging, folder, I18N), i18n);
writeFileSync(path.join(staging, folder, CHUNK_TEXTS), chunkTexts);

const page = path.join(staging, "index.html");
const html = readFileSync(page, "utf8").replace(/<link rel="modulepreload" href="[^"]*snippets\/[^>]*>/g, "");
const named = replaceOrThrow(html, /abcb-web(?:-[0-9a-f]+)?(?=(?:_bg\.wasm|\.js)["'])/g, `${folder}/${NAME}`);
// Without this, the script would be fetched only after the glue.
writeFileSync(page, replaceOrThrow(named, /<link[^>]*modulepreload[^>]*>/g, `$&<link rel="modulepreload" href="./${path.posix.join(folder, I18N)}">`));
