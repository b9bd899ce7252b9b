// A cache between builds for output that is slow to build and seldom changes.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Returns the folder inside `work` that `make(folder)` has filled from the files `from`. `make` runs only if one of them, or
 * `with`, has changed. Outdated folders are removed, and an incomplete one is rebuilt.
 */
export async function madeOnce({ work, from, with: also = "", make }) {
  const key = createHash("sha256").update(also);
  for (const file of from) key.update(readFileSync(file));
  const made = path.join(work, key.digest("hex"));
  if (existsSync(made)) return made;
  rmSync(work, { recursive: true, force: true });
  const unfinished = path.join(work, "unfinished");
  mkdirSync(unfinished, { recursive: true });
  await make(unfinished);
  renameSync(unfinished, made);
  return made;
}
