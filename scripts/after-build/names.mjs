// Puts a hash of its content into the name of every file that has none yet, or into the name of its folder, and writes the list of
// new names into index.html. A page and its files are then always of one build. The page itself, the service worker, the web
// manifest and the models keep their names: that is how they are found.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesIn, hashOf } from "../lib/files.mjs";
import { staging } from "../lib/paths.mjs";

const inStaging = (name) => path.join(staging, name);

/** The files that render answers find each other by relative addresses, so they share a folder. */
const ANSWERS = ["answer.js", "abcb-markdown.js", "abcb-markdown_bg.wasm", "highlight.js", "math.js", "mermaid.js", "diagrams.html"];
const FOLDERS = ["engine", "icons", "lang"];
const UNHASHED = /^(index\.html|manifest\.webmanifest|models\.json|models\/.*)$/;
const HASHED = /^[\w-]+-[0-9a-f]{16}[./]/;

const newNames = {};

function renameFolder(folder) {
  const files = filesIn(inStaging(folder));
  const hashedFolder = `${folder}-${hashOf(inStaging(folder), files)}`;
  renameSync(inStaging(folder), inStaging(hashedFolder));
  for (const file of files) newNames[`${folder}/${file}`] = `${hashedFolder}/${file}`;
  return hashedFolder;
}

function moveAnswers() {
  const folder = `answers-${hashOf(staging, ANSWERS)}`;
  mkdirSync(inStaging(folder), { recursive: true });
  for (const file of ANSWERS) {
    renameSync(inStaging(file), inStaging(`${folder}/${file}`));
    newNames[file] = `${folder}/${file}`;
  }
}

function renameSandbox() {
  newNames["sandbox.html"] = `sandbox-${hashOf(staging, ["sandbox.html"])}.html`;
  renameSync(inStaging("sandbox.html"), inStaging(newNames["sandbox.html"]));
}

/** Writes the names of the files that the page itself requests into index.html; scripts find the files beside them. A document that
 * is not among them may not be shown in a frame (web/scripts/head/policy.ts). */
function writeFileList() {
  const requested = ["answer.js", "diagrams.html", "engine/engine-worker.js", "sandbox.html", ...Object.keys(newNames).filter((file) => file.startsWith("lang/"))];
  const list = JSON.stringify(Object.fromEntries(requested.map((file) => [file, newNames[file]])));
  const page = inStaging("index.html");
  const html = readFileSync(page, "utf8");
  const filled = html.replace(/(<script type="?application\/json"? id="?build-files"?>)\{\}/, `$1${list}`);
  if (filled === html) throw new Error(`${page} has no placeholder for the names of files.`);
  writeFileSync(page, filled);
}

moveAnswers();
renameSandbox();
const [, icons] = FOLDERS.map(renameFolder);
const manifest = inStaging("manifest.webmanifest");
writeFileSync(manifest, readFileSync(manifest, "utf8").replaceAll('"icons/', `"${icons}/`));
writeFileList();

const withoutHash = filesIn(staging).filter((file) => !UNHASHED.test(file) && !HASHED.test(file));
if (withoutHash.length > 0) throw new Error(`These files have no hash in their names: ${withoutHash.join(", ")}.`);
