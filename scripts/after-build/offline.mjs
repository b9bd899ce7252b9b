// Builds the service worker with the list of all files the page may need, and puts the build's name into both. Models are left
// out: they are stored elsewhere, as complete files.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesIn, hashOf } from "../lib/files.mjs";
import { bundleScript } from "../lib/page-scripts.mjs";
import { staging } from "../lib/paths.mjs";

/** Files that are cached only at their first use: large libraries that few answers need. */
const LAZY_FILES = [/mermaid/i];

const files = filesIn(staging).filter((file) => !file.startsWith("models/") && file !== "sw.js");
const isLazy = (file) => LAZY_FILES.some((pattern) => pattern.test(file));

const bundleWorker = (name) =>
  bundleScript("service-worker/main.ts", {
    BUILD_NAME: name,
    BUILD_FILES: files.filter((file) => !isLazy(file)),
    BUILD_LAZY_FILES: files.filter(isLazy),
  });

const build = hashOf(staging, files, await bundleWorker(""));

writeFileSync(path.join(staging, "sw.js"), await bundleWorker(build));
const page = path.join(staging, "index.html");
const html = readFileSync(page, "utf8");
if (!html.includes("the-build")) throw new Error(`${page} has no placeholder for the name of the build.`);
writeFileSync(page, html.replace("the-build", build));
