// The packages of others that the repository uses: crates, as cargo knows them, and npm packages, as they are installed.

import { readFileSync } from "node:fs";
import { inRoot, root } from "./paths.mjs";
import { runQuietly } from "./run.mjs";

const readJson = (...parts) => JSON.parse(readFileSync(inRoot(...parts), "utf8"));

/** Returns cargo's description of all crates, for all targets or for one. */
export async function readCargoMetadata(target) {
  const filter = target ? ["--filter-platform", target] : [];
  return JSON.parse(await runQuietly("cargo", ["metadata", "--format-version", "1", "--locked", "--quiet", ...filter], { cwd: root }));
}

/** Returns the checksums of the crates, by name and version: `name@version`. */
export function readCrateChecksums() {
  const lock = readFileSync(inRoot("Cargo.lock"), "utf8");
  const found = lock.matchAll(/name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"/g);
  return new Map([...found].map(([, name, version, checksum]) => [`${name}@${version}`, checksum]));
}

/** Packages that name no licence in their description, and the licence that they come with. */
const licenceFiles = { khroma: "MIT" };

/** Returns the npm packages of the lock file, those for other systems too, by folder. */
export const readNpmLock = () => readJson("package-lock.json").packages;

/** Returns the installed npm packages: `{ folder, name, version, license, integrity }`. */
export function readNpmPackages() {
  return Object.entries(readNpmLock()).flatMap(([folder, { optional, integrity }]) => {
    // Optional packages are builds for single systems; which of them are installed depends on this one.
    if (folder === "" || optional) return [];
    const { name, version, license } = readJson(folder, "package.json");
    return [{ folder, name, version, license: license ?? licenceFiles[name], integrity }];
  });
}
