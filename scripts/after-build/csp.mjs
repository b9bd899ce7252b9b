// Adds the hashes of trunk's inline scripts to the page's content security policy, so that only these inline scripts run. A
// development build is without Trusted Types.

import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { allowInlineScripts } from "../lib/csp.mjs";
import { staging } from "../lib/paths.mjs";
import { withoutTrustedTypes } from "../lib/trusted-types.mjs";

const page = path.join(staging, "index.html");
const html = readFileSync(page, "utf8");
writeFileSync(page, allowInlineScripts(process.env.TRUNK_PROFILE === "debug" ? withoutTrustedTypes(html) : html));
