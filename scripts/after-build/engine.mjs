// The in-page model: places the worker's modules, which `scripts/build-engine.mjs` has built by now, and the default model
// beside the page. The page fetches neither before the first use.

import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildEngines } from "../lib/engine-builds.mjs";
import { defaultModel, staging } from "../lib/paths.mjs";

for (const { name, folder } of await buildEngines()) cpSync(folder, path.join(staging, "engine", name), { recursive: true });

/** Creates a hard link if the file system allows it: a copy would cost a hundred megabytes per build. */
function linkOrCopy(from, to) {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

const { file: model, path: modelPath } = defaultModel;
if (existsSync(modelPath) && statSync(modelPath).size > 0) {
  mkdirSync(path.join(staging, "models"), { recursive: true });
  linkOrCopy(modelPath, path.join(staging, "models", model));
  writeFileSync(path.join(staging, "models.json"), JSON.stringify([{ name: model, size: statSync(modelPath).size }]));
} else {
  writeFileSync(path.join(staging, "models.json"), "[]");
  console.warn(`The default model is not in .models, so this build has none. \`npm run setup\` fetches it.`);
}
