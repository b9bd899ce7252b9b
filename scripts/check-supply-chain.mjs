// Checks the packages of others against the rules in deny.toml: licences, sources, and that no crate is there twice. It needs no
// network, so known vulnerabilities are not among them: `cargo deny check advisories` and `npm audit` ask for those.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isLicenceAllowed } from "./lib/licences.mjs";
import { readCargoMetadata, readNpmLock, readNpmPackages } from "./lib/packages.mjs";
import { inRoot } from "./lib/paths.mjs";

/** npm packages with other licences, which are used unchanged: axe-core in tests only, elkjs as a part of Mermaid. */
const npmExceptions = { "axe-core": ["MPL-2.0"], elkjs: ["EPL-2.0"] };

/** Reads the lists of deny.toml: texts, and tables of which only the quoted values count. */
function readRules() {
  const text = readFileSync(inRoot("deny.toml"), "utf8").replace(/^\s*#.*$/gm, "");
  const list = (key) => {
    const found = text.match(new RegExp(`^${key} = \\[((?:[^\\[\\]]|\\[[^\\]]*\\])*)\\]$`, "m"));
    if (!found) throw new Error(`deny.toml has no list “${key}”.`);
    return found[1];
  };
  const texts = (source) => [...source.matchAll(/"([^"]*)"/g)].map(([, value]) => value);
  const exceptions = [...list("exceptions").matchAll(/crate = "([^"]+)", allow = \[([^\]]*)\]/g)].map(([, name, allow]) => [name, texts(allow)]);
  return {
    licences: texts(list("allow")),
    exceptions: Object.fromEntries(exceptions),
    skipped: [...list("skip").matchAll(/crate = "([^"]+)"/g)].map(([, crate]) => crate),
    registries: texts(list("allow-registry")),
  };
}

/** Returns a message for each package whose licence is not allowed. */
const findLicenceErrors = (packages, allowed, exceptions) =>
  packages
    .filter(({ name, license }) => !isLicenceAllowed(license ?? "", [...allowed, ...(exceptions[name] ?? [])]))
    .map(({ name, version, license }) => `${name} ${version} has the licence ${license ?? "(none)"}, which deny.toml does not allow.`);

function findCrateErrors(packages, { licences, exceptions, skipped, registries }) {
  const sources = registries.map((address) => `registry+${address}`);
  const foreign = packages.filter(({ source }) => source !== null);
  const fromElsewhere = foreign.filter(({ source }) => !sources.includes(source)).map(({ name, source }) => `${name} comes from ${source}.`);
  const kept = foreign.filter(({ name, version }) => !skipped.includes(`${name}@${version}`));
  const names = kept.map(({ name }) => name);
  const twice = kept.filter(({ name }, index) => names.indexOf(name) < index);
  const duplicates = twice.map(({ name, version }) => `${name} is there more than once, also as ${version}.`);
  const stale = skipped.filter((crate) => !foreign.some(({ name, version }) => crate === `${name}@${version}`));
  const unneeded = stale.map((crate) => `deny.toml skips ${crate}, which is not there.`);
  return [...findLicenceErrors(packages, licences, exceptions), ...fromElsewhere, ...duplicates, ...unneeded];
}

/** Returns the number of packages and a message for each that breaks a rule. */
export async function checkSupplyChain() {
  const rules = readRules();
  const { packages: crates } = await readCargoMetadata();
  const npm = readNpmPackages();
  const locked = Object.entries(readNpmLock()).filter(([folder]) => folder !== "");
  const notFromNpm = [
    ...locked.filter(([, { integrity }]) => !integrity).map(([folder]) => `package-lock.json has no checksum of ${folder}.`),
    ...locked.filter(([, { resolved }]) => resolved).map(([folder]) => `package-lock.json has an address for ${folder}.`),
  ];
  const errors = [...findCrateErrors(crates, rules), ...findLicenceErrors(npm, rules.licences, npmExceptions), ...notFromNpm];
  return { packages: crates.length + npm.length, errors };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { packages, errors } = await checkSupplyChain();
  console.log([...errors, `${packages} packages, ${errors.length} errors`].join("\n"));
  if (errors.length > 0) process.exitCode = 1;
}
