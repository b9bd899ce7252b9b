// Another build of the page, made from the one there is: other names, another service worker, the same program. What an old
// page still asks for is not there, as on a host whose files were replaced.

import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const HASH = /[0-9a-f]{16}/;

const turned = (hash) => [...hash].reverse().join("");

const inlineScripts = (page) => [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code);
const hashOf = (script) => createHash("sha256").update(script).digest("base64");

/** Gives the folder, the names of both builds, and what removes it again. */
export function nextBuild(from) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "abcb-next-"));
  const isNeeded = (file) => !["models", "engine"].includes(path.relative(from, file));
  cpSync(from, folder, { recursive: true, filter: isNeeded });
  const app = readdirSync(folder).find((name) => name.startsWith("app-"));
  const page = readFileSync(path.join(folder, "index.html"), "utf8");
  const [, build] = page.match(/data-build="?([0-9a-f]{16})/);
  const nextApp = app.replace(HASH, turned);
  const replaced = (text) => text.replaceAll(app, nextApp).replaceAll(build, turned(build));
  renameSync(path.join(folder, app), path.join(folder, nextApp));
  // The page's policy lets no other inline script run than those whose hashes it has.
  const allowed = inlineScripts(page).reduce((page, script) => page.replace(hashOf(script), hashOf(replaced(script))), page);
  writeFileSync(path.join(folder, "index.html"), replaced(allowed));
  const worker = replaced(readFileSync(path.join(folder, "sw.js"), "utf8"));
  // What was left out of the copy is not in the list.
  writeFileSync(path.join(folder, "sw.js"), worker.replaceAll(/"engine\/[^"]*",?/g, ""));
  return { folder, build, next: turned(build), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
