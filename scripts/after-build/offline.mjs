// The service worker, with the list of everything the page can need, and the name of the build in both. Models are left out:
// they are kept elsewhere, whole.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Files that are kept when they are first used, not before: large libraries that few answers need. */
const LATER = [/mermaid/i];

const root = fileURLToPath(new URL("../..", import.meta.url));
const staging = process.env.TRUNK_STAGING_DIR ?? path.join(root, "dist");

function filled(text, places) {
  return Object.entries(places).reduce((text, [place, value]) => {
    if (!text.includes(place)) throw new Error(`There is no ${place} to fill in.`);
    return text.replace(place, () => value);
  }, text);
}

const files = readdirSync(staging, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(staging, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, "/"))
  .filter((file) => !file.startsWith("models/") && file !== "sw.js")
  .sort();
const isLater = (file) => LATER.some((name) => name.test(file));

const worker = readFileSync(path.join(root, "web", "public", "sw.js"), "utf8");
const hash = createHash("sha256").update(worker);
for (const file of files) hash.update(file).update(readFileSync(path.join(staging, file)));
const build = hash.digest("hex").slice(0, 16);

writeFileSync(
  path.join(staging, "sw.js"),
  filled(worker, {
    "[/* the build's files */]": JSON.stringify(files.filter((file) => !isLater(file))),
    "[/* the build's seldom used files */]": JSON.stringify(files.filter(isLater)),
    "the-build": build,
  }),
);
const page = path.join(staging, "index.html");
writeFileSync(page, filled(readFileSync(page, "utf8"), { "the-build": build }));
