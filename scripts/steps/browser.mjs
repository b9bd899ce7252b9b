// Set-up step for the tests: a Chromium and the matching ChromeDriver.
// CHROMIUM and CHROMEDRIVER override those on PATH.

import { aptInstall } from "./apt.mjs";
import { capture, versionOf } from "../lib/run.mjs";

const candidates = {
  CHROMIUM: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
  CHROMEDRIVER: ["chromedriver", "chromium.chromedriver"],
};

async function findOnPath(program) {
  const { code, output } = await capture("sh", ["-c", 'command -v "$1"', "sh", program]);
  return code === 0 ? output.trim() : null;
}

async function findProgram(variable) {
  if (process.env[variable]) return findOnPath(process.env[variable]);
  for (const name of candidates[variable]) {
    const program = await findOnPath(name);
    if (program && (await versionOf(program))) return program;
  }
  return null;
}

/** Returns the paths of the browser and its driver; null for a missing one. */
export async function findBrowser() {
  return { chromium: await findProgram("CHROMIUM"), chromedriver: await findProgram("CHROMEDRIVER") };
}

const chromium = {
  name: "Chromium and ChromeDriver",
  async isDone() {
    const found = await findBrowser();
    return found.chromium && found.chromedriver;
  },
  async install() {
    await aptInstall(["chromium", "chromium-driver"]);
    const found = await findBrowser();
    const missing = Object.keys(found).filter((key) => !found[key]);
    if (missing.length === 0) return;
    throw new Error(
      `The browser tests need ${missing.join(" and ")}. On Debian: \`apt-get install chromium chromium-driver\`. ` +
        "Elsewhere install them and set CHROMIUM and CHROMEDRIVER to their paths.",
    );
  },
};

export const browserSteps = () => [chromium];
