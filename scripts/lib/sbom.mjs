// The software bill of materials of the built page, as CycloneDX 1.6. It has no time and no random number, so that two builds of the
// same sources are the same.

import path from "node:path";
import { readCargoMetadata, readCrateChecksums, readNpmPackages } from "./packages.mjs";

/** The crates whose wasm is in the page. */
const PROGRAMS = ["abcb-web", "abcb-markdown", "abcb-worker"];

/** A licence in the SBOM; a slash is how older crates write OR. */
const licenceOf = (license) => ({ licenses: [{ expression: license.replaceAll("/", " OR ") }] });

/** Returns the components and dependencies for the crates that are compiled into the page: not for macros, build scripts or tests. */
async function readCrates() {
  const { packages, resolve } = await readCargoMetadata("wasm32-unknown-unknown");
  const byId = new Map(packages.map((found) => [found.id, found]));
  const isMacro = (id) => byId.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
  const needs = new Map(resolve.nodes.map(({ id, deps }) => [id, deps.filter(({ pkg, dep_kinds }) => dep_kinds.some(({ kind }) => kind === null) && !isMacro(pkg)).map(({ pkg }) => pkg)]));
  const reached = new Set(packages.filter(({ name }) => PROGRAMS.includes(name)).map(({ id }) => id));
  for (const id of reached) for (const needed of needs.get(id)) reached.add(needed);
  const checksums = readCrateChecksums();
  const purlOf = (id) => `pkg:cargo/${byId.get(id).name}@${byId.get(id).version}`;
  const component = (id) => {
    const { name, version, license } = byId.get(id);
    const checksum = checksums.get(`${name}@${version}`);
    // Our own crates are in no registry.
    const published = checksum && { purl: purlOf(id), hashes: [{ alg: "SHA-256", content: checksum }] };
    return { ...describe(purlOf(id), name, version, license), ...published };
  };
  const ids = [...reached].sort((a, b) => (purlOf(a) < purlOf(b) ? -1 : 1));
  return {
    components: ids.map(component),
    dependencies: ids.map((id) => ({ ref: purlOf(id), dependsOn: needs.get(id).map(purlOf).sort() })),
    programs: ids.filter((id) => PROGRAMS.includes(byId.get(id).name)).map(purlOf),
  };
}

const describe = (ref, name, version, license) => ({ type: "library", "bom-ref": ref, name, version, ...licenceOf(license) });

/** Returns the components for the npm packages in `folders`. */
function describeNpmPackages(folders) {
  const used = readNpmPackages().filter(({ folder }) => folders.has(folder));
  return used.map(({ name, version, license, integrity }) => {
    const [, digest] = integrity.match(/^sha512-(.*)$/);
    const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
    return { ...describe(purl, name, version, license), purl, hashes: [{ alg: "SHA-512", content: Buffer.from(digest, "base64").toString("hex") }] };
  });
}

/** Returns the SBOM. `folders`: those of the npm packages in the built scripts, such as `node_modules/temml`. */
export async function createSbom(folders) {
  const crates = await readCrates();
  const npm = describeNpmPackages(new Set([...folders].map((folder) => folder.split(path.sep).join("/"))));
  const { version, licenses } = crates.components.find(({ name }) => name === "abcb-web");
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", "bom-ref": "abcb", name: "abcb", version, licenses } },
    components: [...crates.components, ...npm],
    dependencies: [{ ref: "abcb", dependsOn: [...crates.programs, ...npm.map(({ purl }) => purl)] }, ...crates.dependencies],
  };
}
