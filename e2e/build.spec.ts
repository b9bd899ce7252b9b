// What the built page consists of, and what it says about the machine that built it.

import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { filesIn } from "../scripts/lib/files.mjs";
import { isLicenceAllowed } from "../scripts/lib/licences.mjs";
import { dist, root } from "../scripts/lib/paths.mjs";
import { findFirstLoadFiles } from "../scripts/size.mjs";
import { expect, test } from "./support/fixtures";

type Component = {
  type: string;
  "bom-ref": string;
  name: string;
  version: string;
  purl?: string;
  licenses: { expression: string }[];
  hashes?: { alg: string; content: string }[];
};

const SBOM = "sbom.cdx.json";

test("the software bill of materials lists every package of both worlds, and no tool", () => {
  const sbom = JSON.parse(readFileSync(path.join(dist, SBOM), "utf8"));
  expect(sbom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, metadata: { component: { type: "application", name: "abcb" } } });
  const components = sbom.components as Component[];
  const digits: Record<string, number> = { "SHA-256": 64, "SHA-512": 128 };
  for (const { type, name, version, purl, licenses, hashes } of components) {
    expect(type).toBe("library");
    expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
    expect(licenses[0]?.expression, name).toMatch(/\w/);
    if (name.startsWith("abcb-")) continue;
    expect(purl, name).toMatch(new RegExp(`^pkg:(cargo|npm)/.+@${version.replaceAll(".", "\\.").replaceAll("+", "\\+")}$`));
    expect(hashes?.map(({ alg, content }) => content.length === digits[alg] && /^[0-9a-f]+$/.test(content)), name).toEqual([true]);
  }
  const references = components.map((component) => component["bom-ref"]);
  expect(new Set(references).size).toBe(references.length);
  const named = sbom.dependencies.flatMap(({ ref, dependsOn }: { ref: string; dependsOn: string[] }) => [ref, ...dependsOn]) as string[];
  expect(named.filter((reference) => reference !== "abcb" && !references.includes(reference))).toEqual([]);
  const names = components.map(({ name }) => name);
  for (const name of ["abcb-web", "abcb-worker", "leptos", "serde_json", "pulldown-cmark", "mermaid", "dompurify", "temml", "highlight.js", "@fluent/bundle"]) {
    expect(names).toContain(name);
  }
  for (const name of ["abcb-eval", "proptest", "serde_derive", "esbuild", "axe-core", "@playwright/test", "typescript"]) expect(names).not.toContain(name);
});

test("a licence is allowed if it can be met with licences that are", () => {
  const isAllowed = (expression: string) => isLicenceAllowed(expression, ["MIT", "Zlib"]);
  for (const expression of ["MIT", "MIT OR GPL-3.0", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND Zlib", "MIT AND Zlib OR GPL-3.0"]) {
    expect(isAllowed(expression), expression).toBe(true);
  }
  for (const expression of ["", "GPL-3.0", "MIT AND GPL-3.0", "GPL-3.0 AND MIT", "(MIT OR Zlib) AND GPL-3.0", "MIT WITH Anything", "MIT)"]) {
    expect(isAllowed(expression), expression).toBe(false);
  }
});

test("the page never fetches the software bill of materials", () => {
  expect(findFirstLoadFiles()).not.toContain(SBOM);
  for (const file of ["index.html", "sw.js"]) expect(readFileSync(path.join(dist, file), "utf8")).not.toContain(SBOM);
});

test("no file names a path of the machine that built it", () => {
  const paths = [`${os.homedir()}/`, `${root}/`, ".cargo/registry", ".rustup/toolchains"];
  const files = filesIn(dist).filter((file) => !/^models\/|\.(gz|br)$/.test(file));
  expect(files.filter((file) => file.endsWith(".wasm")).length).toBeGreaterThan(3);
  const found = files.flatMap((file) => {
    const bytes = readFileSync(path.join(dist, file));
    return paths.filter((text) => bytes.includes(text)).map((text) => `${file} contains ${text}`);
  });
  expect(found).toEqual([]);
});
