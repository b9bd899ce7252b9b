// Set-up step for the tests: a Chromium and the matching ChromeDriver.
// CHROMIUM and CHROMEDRIVER override those on PATH.

import { aptInstall } from "./apt.mjs";
import { capture, versionOf } from "../lib/run.mjs";

const names = {
  CHROMIUM: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
  CHROMEDRIVER: ["chromedriver", "chromium.chromedriver"],
};

async function where(program) {
  const { code, output } = await capture("sh", ["-c", 'command -v "$1"', "sh", program]);
  return code === 0 ? output.trim() : null;
}

async function find(variable) {
  if (process.env[variable]) return where(process.env[variable]);
  for (const name of names[variable]) {
    const program = await where(name);
    if (program && (await versionOf(program))) return program;
  }
  return null;
}

/** Returns the paths of the browser and its driver; null for a missing one. */
export async function findBrowser() {
  return { chromium: await find("CHROMIUM"), chromedriver: await find("CHROMEDRIVER") };
}

const chromium = {
  name: "Chromium and ChromeDriver",
  async done() {
    const found = await findBrowser();
    return found.chromium && found.chromedriver;
  },
  async make() {
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
