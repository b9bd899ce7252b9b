// Derives another build from the existing one: other file names, another service worker, the same program. Files of the old
// build are missing, as on a host whose files were replaced.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const HASH = /[0-9a-f]{16}/;

const reversed = (hash) => [...hash].reverse().join("");

const inlineScripts = (page) => [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code);
const hashOf = (script) => createHash("sha256").update(script).digest("base64");

/** Returns the folder, the names of both builds, and a function that removes the folder. */
export function createNextBuild(from) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "abcb-next-"));
  const isNeeded = (file) => !/^(models$|engine-)/.test(path.relative(from, file));
  cpSync(from, folder, { recursive: true, filter: isNeeded });
  const app = readdirSync(folder).find((name) => name.startsWith("app-"));
  const page = readFileSync(path.join(folder, "index.html"), "utf8");
  const [, build] = page.match(/data-build="?([0-9a-f]{16})/);
  const nextApp = app.replace(HASH, reversed);
  const renameBuild = (text) => text.replaceAll(app, nextApp).replaceAll(build, reversed(build));
  renameSync(path.join(folder, app), path.join(folder, nextApp));
  // The page's policy allows only inline scripts whose hashes it lists.
  const allowed = inlineScripts(page).reduce((page, script) => page.replace(hashOf(script), hashOf(renameBuild(script))), page);
  writeFileSync(path.join(folder, "index.html"), renameBuild(allowed));
  const worker = renameBuild(readFileSync(path.join(folder, "sw.js"), "utf8"));
  // The list must not contain files that were not copied.
  writeFileSync(path.join(folder, "sw.js"), worker.replaceAll(/"engine-[^"]*",?/g, ""));
  return { folder, current: build, next: reversed(build), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
