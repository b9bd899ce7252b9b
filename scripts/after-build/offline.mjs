// The service worker, with the list of everything the page can need. Models are left out: they are kept elsewhere, whole.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const staging = process.env.TRUNK_STAGING_DIR ?? path.join(root, "dist");
const LIST = "[/* the build's files */]";

const files = readdirSync(staging, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(staging, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, "/"))
  .filter((file) => !file.startsWith("models/") && file !== "sw.js")
  .sort();

const version = createHash("sha256");
for (const file of files) version.update(file).update(readFileSync(path.join(staging, file)));

const script = readFileSync(path.join(root, "web", "public", "sw.js"), "utf8");
if (!script.includes(LIST)) throw new Error(`web/public/sw.js has no ${LIST}.`);
const filled = script.replace(LIST, JSON.stringify(files)).replace("the-build", version.digest("hex").slice(0, 16));
writeFileSync(path.join(staging, "sw.js"), filled);
