// Builds the service worker with the list of all files the page may need, and puts the build's name into both. Models are left
// out: they are stored elsewhere, as complete files.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundleScript } from "../lib/page-scripts.mjs";

/** Files that are cached only at their first use: large libraries that few answers need. */
const LATER = [/mermaid/i];

const root = fileURLToPath(new URL("../..", import.meta.url));
const staging = process.env.TRUNK_STAGING_DIR ?? path.join(root, "dist");

const files = readdirSync(staging, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(staging, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, "/"))
  .filter((file) => !file.startsWith("models/") && file !== "sw.js")
  .sort();
const isLater = (file) => LATER.some((name) => name.test(file));

const bundleWorker = (name) =>
  bundleScript("service-worker/main.ts", {
    BUILD_NAME: name,
    BUILD_FILES: files.filter((file) => !isLater(file)),
    BUILD_LATER_FILES: files.filter(isLater),
  });

const hash = createHash("sha256").update(await bundleWorker(""));
for (const file of files) hash.update(file).update(readFileSync(path.join(staging, file)));
const build = hash.digest("hex").slice(0, 16);

writeFileSync(path.join(staging, "sw.js"), await bundleWorker(build));
const page = path.join(staging, "index.html");
const html = readFileSync(page, "utf8");
if (!html.includes("the-build")) throw new Error(`${page} has no place for the name of the build.`);
writeFileSync(page, html.replace("the-build", build));
