// Bundles the page's scripts and inlines into index.html those that have to run before anything else is fetched.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildAnswers, bundleScript, sandboxDocument, withInlineScripts } from "../lib/page-scripts.mjs";
import { staging } from "../lib/paths.mjs";

const inStaging = (name) => path.join(staging, name);

await buildAnswers(staging);
mkdirSync(inStaging("engine"), { recursive: true });
writeFileSync(inStaging("engine/engine-worker.js"), await bundleScript("engine-worker/main.ts"));
writeFileSync(inStaging("sandbox.html"), await sandboxDocument());
const page = inStaging("index.html");
writeFileSync(page, await withInlineScripts(readFileSync(page, "utf8")));
