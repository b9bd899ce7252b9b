// Lists files and hashes them, for the build and the checks.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** Returns the files below `folder`, sorted, as relative paths with `/`. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, "/"))
    .sort();
}

/** Returns the short hash that goes into names: of the names and contents of `files`, and of `extra`. */
export function hashOf(folder, files, extra = "") {
  const hash = createHash("sha256").update(extra);
  for (const file of files) hash.update(file).update(readFileSync(path.join(folder, file)));
  return hash.digest("hex").slice(0, 16);
}
