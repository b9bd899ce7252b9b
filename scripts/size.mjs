// The size of the first load: all files the built page fetches before it can be used, compressed as static hosts do, with gzip
// and with brotli. The page's chunks are fetched later, when first needed; they are listed, without a budget.
// `node scripts/size.mjs` prints a table and fails if a size is over its budget.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotli, gzip } from "./lib/compress.mjs";
import { dist } from "./lib/paths.mjs";

/** The budgets for the first load, in bytes. */
export const budgets = { gzip: 420_000, brotli: 340_000 };
/** The budget for each build of the engine's wasm with gzip, in bytes; it is fetched at the first use of the in-page model. */
export const engineBudget = 250_000;

/** Returns all text in quotes, in url(…) or after an equals sign that may be the URL of a file. */
const findQuotedFiles = (text) => [...text.matchAll(/["'(=]([^"'()=\s>]+\.(?:js|mjs|css|wasm|svg|png|ico|woff2|webmanifest))(?=["')\s>])/g)].map((m) => m[1]);

/** Returns the static imports of a script; a dynamic `import()` is loaded on use and does not count. */
const findStaticImports = (text) => [...text.matchAll(/(?:^|[;}\s])(?:import|export)\b[^;'"()]*["']([^"']+)["']/g)].map((m) => m[1]);

function findReferences(file, text) {
  if (/\.m?js$/.test(file)) return findStaticImports(text);
  // What is in the list of build files is fetched later.
  if (file.endsWith(".html")) return findQuotedFiles(text.replace(/<script type="?application\/json"?[^>]*>.*?<\/script>/gs, ""));
  return file.endsWith(".css") ? findQuotedFiles(text) : [];
}

/** Returns the files of the first load, found by following references from index.html. */
export function findFirstLoadFiles(folder = dist) {
  const files = ["index.html"];
  for (const file of files) {
    const text = readFileSync(path.join(folder, file), "utf8");
    for (const reference of findReferences(file, text)) {
      const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), reference));
      if (existsSync(path.join(folder, target)) && !files.includes(target)) files.push(target);
    }
  }
  return files;
}

/** Returns the size of the copy that `npm run build` wrote, if there is one, else compresses the bytes. */
function compressedSize(folder, file, ending, compress, bytes) {
  const written = path.join(folder, `${file}.${ending}`);
  return existsSync(written) ? statSync(written).size : compress(bytes).length;
}

function sizeOf(folder, file) {
  const bytes = readFileSync(path.join(folder, file));
  const compressed = (ending, compress) => compressedSize(folder, file, ending, compress, bytes);
  return { file, bytes: bytes.length, gzip: compressed("gz", gzip), brotli: compressed("br", brotli) };
}

export function measureFirstLoad(folder = dist) {
  if (!existsSync(path.join(folder, "index.html"))) throw new Error("There is no built page. Run `npm run build` first.");
  const rows = findFirstLoadFiles(folder).map((file) => sizeOf(folder, file));
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  return { rows, bytes: sum("bytes"), gzip: sum("gzip"), brotli: sum("brotli") };
}

/** Returns the folder of the built page whose name begins with `name`, before the hash. */
export function folderOf(name, folder = dist) {
  const found = readdirSync(folder).find((entry) => entry.startsWith(`${name}-`));
  if (found === undefined) throw new Error(`The built page has no folder ${name}-….`);
  return found;
}

const filesInFolder = (name, folder) =>
  readdirSync(path.join(folder, folderOf(name, folder)), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${folderOf(name, folder)}/${entry.name}`);

export function measureEngines(folder = dist) {
  return ["simd128", "relaxed-simd"].map((build) => sizeOf(folder, `${folderOf("engine", folder)}/${build}/abcb-worker_bg.wasm`));
}

/** Returns the sizes of the chunks of the page's wasm and of the module that renders answers. */
export function measureChunks(folder = dist) {
  const first = findFirstLoadFiles(folder);
  const later = [...filesInFolder("app", folder), ...filesInFolder("answers", folder)];
  return later.filter((file) => !first.includes(file) && !/\.(br|gz)$/.test(file)).map((file) => sizeOf(folder, file));
}

/** Returns a message for each size that is over its budget. */
export function findBudgetErrors(first, engines) {
  const over = (what, size, budget) => (size > budget ? [`${what} is ${size - budget} bytes over its budget of ${budget}.`] : []);
  return [
    ...Object.entries(budgets).flatMap(([kind, budget]) => over(`The first load with ${kind}`, first[kind], budget)),
    ...engines.flatMap(({ file, gzip }) => over(file, gzip, engineBudget)),
  ];
}

const number = (value) => value.toLocaleString("en-US").padStart(11);

function table(rows) {
  const width = Math.max(39, ...rows.map((row) => row.file.length));
  const line = (row) => `${row.file.padEnd(width)} ${number(row.bytes ?? "")} ${number(row.gzip)} ${number(row.brotli ?? "")}`;
  const head = ["bytes", "gzip -9", "brotli -11"].map((word) => word.padStart(11)).join(" ");
  return [`${"file".padEnd(width)} ${head}`, ...rows.map(line)].join("\n");
}

export const sizeTable = ({ rows, ...sums }) => table([...rows, { file: "first load", ...sums }, { file: "budget", ...budgets }]);
export const chunkTable = (later) => `Fetched when first needed:\n${table(later)}`;
export const engineTable = (engines) => table([...engines, { file: "budget of each", gzip: engineBudget }]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const measured = measureFirstLoad();
  console.log(`${sizeTable(measured)}\n\n${chunkTable(measureChunks())}\n`);
  const engines = measureEngines();
  console.log(engineTable(engines));
  const errors = findBudgetErrors(measured, engines);
  if (errors.length > 0) {
    console.error(errors.join("\n"));
    process.exitCode = 1;
  }
}
