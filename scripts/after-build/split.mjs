// Splits the page's wasm: code marked with `lazy!` (web/src/lazy.rs) becomes separate files, fetched at their first use.
// Trunk's wasm and glue come from the unsplit program; they are discarded and rebuilt from cargo's output. Main module, chunks
// and glue only fit each other, so they are in one folder, named by a hash of its content. The main module is packed
// (pack.mjs), and the glue unpacks it.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { filesIn, hashOf } from "../lib/files.mjs";
import { madeOnce } from "../lib/once.mjs";
import { i18nScript } from "../lib/page-scripts.mjs";
import { inRoot, staging, targetDir, wasmSplitVersion } from "../lib/paths.mjs";
import { runQuietly } from "../lib/run.mjs";
import { shortenImports } from "./import-names.mjs";
import { pack } from "./pack.mjs";

const NAME = "abcb-web";
/** The options of wasm-opt. A second pass over flattened code saves another half per cent. */
const SMALLER = ["--flatten", "--rereloop", "-Oz", "-Oz", "--reorder-functions-by-name", "--strip-debug", "--strip-producers"];
/** The code with which the chunk loader compiles a chunk. It fails on hosts that send wasm with another content type. */
const STREAMED = "WebAssembly.instantiateStreaming(src, imports)";
/** The replacement, which is what wasm-bindgen does for other modules. */
const STREAMED_IF_TYPED = `async function instantiate(fetched, imports) {
  const response = await fetched;
  if (response.headers.get("Content-Type") === "application/wasm") return WebAssembly.instantiateStreaming(response, imports);
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}
`;

/** The script that formats texts, which the glue imports. It is not bundled with the glue, so that a changed text does not split
 * the program again. */
const I18N = "./built/i18n.js";

/** The packed main module. Hosts compress files with the extension `.wasm`. */
const PACKED = `${NAME}.packed.wasm`;

const program = path.join(targetDir, "wasm32-unknown-unknown", "release", `${NAME}.wasm`);
const work = path.join(targetDir, "split");
const unpacker = inRoot("web", "public", "unpack.js");

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
  shorten(path.join(bound, `${NAME}_bg.wasm`), path.join(bound, `${NAME}.js`));
  const loader = replaced(readFileSync(path.join(parts, "__wasm_split.js"), "utf8"), STREAMED, "instantiate(src, imports)");
  writeFileSync(path.join(bound, "__wasm_split.js"), STREAMED_IF_TYPED + loader);
  const entry = path.join(bound, "entry.js");
  writeFileSync(entry, entryScript());
  buildSync({
    entryPoints: [entry],
    outfile: path.join(made, `${NAME}.js`),
    bundle: true,
    format: "esm",
    external: [I18N],
    // wasm-bindgen lists the loader's script once per chunk; the duplicates are harmless.
    logOverride: { "duplicate-object-key": "silent" },
  });
  const wasm = [parts, bound].flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith(".wasm")).map((name) => path.join(folder, name)));
  await shrinkAll(wasm, made);
  const main = path.join(made, `${NAME}_bg.wasm`);
  writeFileSync(path.join(made, PACKED), pack(readFileSync(main)));
  rmSync(main);
}

/** Returns the page's entry script: it unpacks the wasm, then runs wasm-bindgen's glue. */
const entryScript = () => `import init from "./${NAME}.js";
import { unpack } from ${JSON.stringify(unpacker)};
export * from "./${NAME}.js";
export default async ({ module_or_path }) => {
  const answer = await fetch(module_or_path);
  if (!answer.ok) throw new Error("HTTP " + answer.status);
  return init({ module_or_path: unpack(new Uint8Array(await answer.arrayBuffer())) });
};
`;

function shorten(wasmFile, glueFile) {
  const { wasm, glue } = shortenImports(readFileSync(wasmFile), readFileSync(glueFile, "utf8"), `./${NAME}_bg.js`);
  writeFileSync(wasmFile, wasm);
  writeFileSync(glueFile, glue);
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

const scripts = ["split.mjs", "import-names.mjs", "pack.mjs"].map((name) => inRoot("scripts", "after-build", name));
// This is the slowest step, so it is skipped if, for example, only styles have changed.
const made = await madeOnce({ work, from: [program, ...scripts, unpacker, inRoot("package.json")], with: wasmSplitVersion, make: split });
const texts = await i18nScript();
const folder = `app-${createHash("sha256").update(hashOf(made, filesIn(made))).update(texts).digest("hex").slice(0, 16)}`;
// No other module uses snippets.
rmSync(path.join(staging, "snippets"), { recursive: true, force: true });
for (const name of readdirSync(staging).filter((name) => name.startsWith(NAME))) rmSync(path.join(staging, name));
cpSync(made, path.join(staging, folder), { recursive: true });
mkdirSync(path.join(staging, folder, path.dirname(I18N)));
writeFileSync(path.join(staging, folder, I18N), texts);

const page = path.join(staging, "index.html");
const html = readFileSync(page, "utf8").replace(/<link rel="modulepreload" href="[^"]*snippets\/[^>]*>/g, "");
const named = replaced(html, /abcb-web(?:-[0-9a-f]+)?(?=(?:_bg\.wasm|\.js)["'])/g, `${folder}/${NAME}`);
// The preload's type would not match the packed file, and no browser needs it.
const preloaded = replaced(named, / type="application\/wasm"/g, "");
// Without this, the script would be fetched only once the glue is there.
const withTexts = replaced(preloaded, /<link[^>]*modulepreload[^>]*>/g, `$&<link rel="modulepreload" href="./${path.posix.join(folder, I18N)}">`);
writeFileSync(page, replaced(withTexts, `${NAME}_bg.wasm`, PACKED));
