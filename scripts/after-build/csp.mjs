// Adds the hashes of trunk's inline scripts to the page's content security policy, so that only these inline scripts run.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { allowInlineScripts } from "../lib/csp.mjs";
import { staging } from "../lib/paths.mjs";

const page = path.join(staging, "index.html");
writeFileSync(page, allowInlineScripts(readFileSync(page, "utf8")));
