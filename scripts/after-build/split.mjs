// Splits the page's wasm: code marked with `lazy!` (web/src/lazy.rs) becomes separate files, fetched at their first use, and the
// English texts that only this code shows become a file, too. Trunk's wasm and glue come from the unsplit program; they are
// discarded and rebuilt from cargo's output. Main module, chunks, glue and texts only fit each other, so they are in one folder,
// named by a hash of its content.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { filesIn, hashOf } from "../lib/files.mjs";
import { madeOnce } from "../lib/once.mjs";
import { splitTexts } from "../lib/languages.mjs";
import { english, i18nScript } from "../lib/page-scripts.mjs";
import { inRoot, staging, targetDir, wasmSplitVersion } from "../lib/paths.mjs";
import { runQuietly } from "../lib/run.mjs";

const NAME = "abcb-web";
/** The options of wasm-opt. A second pass over flattened code saves another half per cent. */
const SMALLER = ["--flatten", "--rereloop", "-Oz", "-Oz", "--reorder-functions-by-name", "--strip-debug", "--strip-producers"];
/** The script that formats texts, which the glue imports. It is not bundled with the glue, so that a changed text does not split
 * the program again. */
const I18N = "./built/i18n.js";
/** The English texts of the chunks; web/scripts/i18n/main.ts fetches them. */
const CHUNK_TEXTS = "built/chunks.ftl";

/** The code with which the chunk loader compiles a chunk. It fails on hosts that send wasm with another content type. */
const STREAMED = "WebAssembly.instantiateStreaming(src, imports)";
/** The replacement: does what wasm-bindgen does for other modules, once the texts of the chunks are there. */
const INSTANTIATE = `import { loadChunkTexts } from ${JSON.stringify(I18N)};
async function instantiate(fetched, imports) {
  const [response] = await Promise.all([fetched, loadChunkTexts()]);
  if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.instantiateStreaming(response, imports);
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
`;

const program = path.join(targetDir, "wasm32-unknown-unknown", "release", `${NAME}.wasm`);
const work = path.join(targetDir, "split");

function replaced(text, what, by) {
  const changed = text.replaceAll(what, by);
  if (changed === text) throw new Error(`What the tools write has changed: “${what}” is not in it.`);
  return changed;
}

/** Writes main module, chunks and glue to `made`. */
async function split(made) {
  const parts = path.join(work, "parts");
  const bound = path.join(work, "bound");
  await runQuietly("wasm-split-cli", ["--target", "web", "--out-name", NAME, program, parts]);
  const bindgen = ["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", NAME, "--out-dir", bound];
  await runQuietly("wasm-bindgen", [...bindgen, path.join(parts, `${NAME}.wasm`)]);
  rmSync(path.join(parts, `${NAME}.wasm`));
  const loader = replaced(readFileSync(path.join(parts, "__wasm_split.js"), "utf8"), STREAMED, "instantiate(src, imports)");
  writeFileSync(path.join(bound, "__wasm_split.js"), INSTANTIATE + loader);
  buildSync({
    entryPoints: [path.join(bound, `${NAME}.js`)],
    outfile: path.join(made, `${NAME}.js`),
    bundle: true,
    format: "esm",
    external: [I18N],
    // wasm-bindgen lists the loader's script once per chunk; the duplicates are harmless.
    logOverride: { "duplicate-object-key": "silent" },
  });
  const wasm = [parts, bound].flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".wasm")).map((name) => path.join(folder, name)));
  await shrinkAll(wasm, made);
}

/** Optimizes the files, the largest first, one per core at a time: each takes a core and much memory. */
async function shrinkAll(files, into) {
  const waiting = files.sort((a, b) => statSync(b).size - statSync(a).size);
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) await shrink(file, path.join(into, path.basename(file)));
  };
  await Promise.all(os.cpus().map(work));
}

const shrink = (from, to) => runQuietly("wasm-opt", [...SMALLER, from, "-o", to]);

/** Returns the English texts of the first load and those of the chunks. The script that renders answers needs no chunk. */
async function englishTexts(made) {
  const answer = path.join(staging, "answer.js");
  const files = [path.join(made, `${NAME}_bg.wasm`), answer];
  return splitTexts(english(), files.map((file) => readFileSync(file)));
}

// This is the slowest step, so it is skipped if, for example, only styles have changed.
const made = await madeOnce({
  work,
  from: [program, inRoot("scripts", "after-build", "split.mjs"), inRoot("package.json")],
  with: wasmSplitVersion,
  make: split,
});
const [first, later] = await englishTexts(made);
const texts = await i18nScript(first);
const folder = `app-${createHash("sha256").update(hashOf(made, filesIn(made))).update(texts).update(later).digest("hex").slice(0, 16)}`;
// No other module uses snippets.
rmSync(path.join(staging, "snippets"), { recursive: true, force: true });
for (const name of readdirSync(staging).filter((name) => name.startsWith(NAME))) rmSync(path.join(staging, name));
cpSync(made, path.join(staging, folder), { recursive: true });
mkdirSync(path.join(staging, folder, path.dirname(I18N)));
writeFileSync(path.join(staging, folder, I18N), texts);
writeFileSync(path.join(staging, folder, CHUNK_TEXTS), later);

const page = path.join(staging, "index.html");
const html = readFileSync(page, "utf8").replace(/<link rel="modulepreload" href="[^"]*snippets\/[^>]*>/g, "");
const named = replaced(html, /abcb-web(?:-[0-9a-f]+)?(?=(?:_bg\.wasm|\.js)["'])/g, `${folder}/${NAME}`);
// Without this, the script would be fetched only once the glue is there.
writeFileSync(page, replaced(named, /<link[^>]*modulepreload[^>]*>/g, `$&<link rel="modulepreload" href="./${path.posix.join(folder, I18N)}">`));
