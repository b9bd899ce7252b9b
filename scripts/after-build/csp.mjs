// Adds the hashes of trunk's inline scripts to the page's content security policy, so that only these inline scripts run.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { staging } from "../lib/paths.mjs";

const PLACEHOLDER = "'sha256-inline-scripts'";

const page = path.join(staging, "index.html");
const html = readFileSync(page, "utf8");
if (!html.includes(PLACEHOLDER)) throw new Error(`${page} has no ${PLACEHOLDER} in its content security policy.`);

const inline = [...html.matchAll(/<script(?![^>]*\s(?:src|type="?application\/json"?)[=\s])[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code);
const hashes = inline.map((code) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`);
writeFileSync(page, html.replace(PLACEHOLDER, hashes.join(" ")));
