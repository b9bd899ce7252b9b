// Writes the software bill of materials: the crates and the npm packages that are part of the page's files. It comes after the list of
// files for offline use, since the page itself never reads it.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { bundledPackages } from "../lib/page-scripts.mjs";
import { staging } from "../lib/paths.mjs";
import { createSbom } from "../lib/sbom.mjs";

writeFileSync(path.join(staging, "sbom.cdx.json"), `${JSON.stringify(await createSbom(bundledPackages), null, 1)}\n`);
