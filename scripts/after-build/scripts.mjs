// Bundles the page's scripts and inlines into index.html those that have to run before anything else is fetched.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildAnswers, buildDiagramsDocument, buildI18nScript, buildSandboxDocument, bundleScript, inlineHeadScripts, writeLanguages } from "../lib/page-scripts.mjs";
import { staging } from "../lib/paths.mjs";

const inStaging = (name) => path.join(staging, name);

await buildAnswers(staging);
writeLanguages(inStaging("lang"));
// In a release build, split.mjs has put this script beside the glue.
if (process.env.TRUNK_PROFILE === "debug") {
  mkdirSync(inStaging("built"), { recursive: true });
  writeFileSync(inStaging("built/i18n.js"), await buildI18nScript());
}
mkdirSync(inStaging("engine"), { recursive: true });
writeFileSync(inStaging("engine/engine-worker.js"), await bundleScript("engine-worker/main.ts"));
writeFileSync(inStaging("sandbox.html"), await buildSandboxDocument());
writeFileSync(inStaging("diagrams.html"), await buildDiagramsDocument());
const page = inStaging("index.html");
writeFileSync(page, await inlineHeadScripts(readFileSync(page, "utf8")));
