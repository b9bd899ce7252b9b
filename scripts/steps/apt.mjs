// Installs Debian packages, but only where no prompt is needed: as root on a system with apt-get.

import { run, versionOf } from "../lib/run.mjs";

let updated = false;

/** Installs the packages if permitted; returns whether it did. */
export async function aptInstall(packages) {
  if (process.getuid?.() !== 0 || !(await versionOf("apt-get"))) return false;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  try {
    if (!updated) await run("apt-get", ["update", "-qq"], { env });
    updated = true;
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
    return true;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}
