// A cache between builds for output that is slow to build and seldom changes.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Returns the folder inside `cacheDir` that `build(folder)` has filled from the files `inputs`. `build` runs only if one of them,
 * or `extraKey`, has changed. Outdated folders are removed, and an incomplete one is rebuilt.
 */
export async function buildCached({ cacheDir, inputs, extraKey = "", build }) {
  const key = createHash("sha256").update(extraKey);
  for (const file of inputs) key.update(readFileSync(file));
  const complete = path.join(cacheDir, key.digest("hex"));
  if (existsSync(complete)) return complete;
  rmSync(cacheDir, { recursive: true, force: true });
  const unfinished = path.join(cacheDir, "unfinished");
  mkdirSync(unfinished, { recursive: true });
  await build(unfinished);
  renameSync(unfinished, complete);
  return complete;
}
