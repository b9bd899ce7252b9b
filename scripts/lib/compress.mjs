// Writes `FILE.gz` and `FILE.br` beside each text and wasm file of the built page, for hosts that serve precompressed files.
// The best compression takes seconds, which no host spends on a request.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";
import { filesIn } from "./files.mjs";
import { dist } from "./paths.mjs";

const COMPRESSED = new Set([".html", ".js", ".css", ".wasm", ".json", ".ftl", ".webmanifest", ".svg"]);

export const gzip = (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });

export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });

/** Returns the files of `folder` that are worth compressing, as relative paths. */
export const compressible = (folder = dist) => filesIn(folder).filter((file) => COMPRESSED.has(path.extname(file)));

export function compress(folder = dist) {
  for (const file of compressible(folder)) {
    const bytes = readFileSync(path.join(folder, file));
    writeFileSync(path.join(folder, `${file}.gz`), gzip(bytes));
    writeFileSync(path.join(folder, `${file}.br`), brotli(bytes));
  }
}

/** Returns a message for each file whose compressed copies are missing or do not match it byte for byte. */
export function findMissingCopies(folder = dist) {
  const matches = (file, decompress, bytes) => existsSync(file) && decompress(readFileSync(file)).equals(bytes);
  return compressible(folder).flatMap((file) => {
    const bytes = readFileSync(path.join(folder, file));
    const formats = Object.entries({ gz: gunzipSync, br: brotliDecompressSync });
    const missing = formats.filter(([extension, decompress]) => !matches(path.join(folder, `${file}.${extension}`), decompress, bytes));
    return missing.map(([extension]) => `${file}.${extension} is missing or does not match.`);
  });
}
