// Joins the page's style sheets into one file, in order: they compress better together, and the page waits for one response
// instead of seven.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hashOf } from "../lib/files.mjs";
import { staging } from "../lib/paths.mjs";

const page = path.join(staging, "index.html");
const html = readFileSync(page, "utf8");

const links = [...html.matchAll(/\s*<link rel="stylesheet" href="\.\/([^"]+\.css)"[^>]*>/g)];
if (links.length === 0) throw new Error(`${page} has no styles.`);
const joined = links.map(([, name]) => readFileSync(path.join(staging, name), "utf8")).join("");
for (const [, name] of links) rmSync(path.join(staging, name));
const name = `page-${hashOf(staging, [], joined)}.css`;
writeFileSync(path.join(staging, name), joined);

const [first, ...others] = links;
const without = others.reduce((rest, [link]) => rest.replace(link, ""), html);
writeFileSync(page, without.replace(first[0], `\n    <link rel="stylesheet" href="./${name}">`));
