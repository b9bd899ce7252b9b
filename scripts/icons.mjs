// Renders the icons of the installed page, `web/public/icons/*.png`, from the SVG beside them: `node scripts/icons.mjs`. Run it
// after a change of the SVG; the icons are in the repository, since a build needs no browser.

import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { launchOptions } from "../e2e/support/chromium.mjs";
import { findBrowser } from "./steps/browser.mjs";
import { inRoot } from "./lib/paths.mjs";

const icons = [
  ["icon", 192],
  ["icon", 512],
  ["maskable", 512],
];

const browser = await chromium.launch(launchOptions((await findBrowser()).chromium));
for (const [name, size] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = readFileSync(inRoot("web", "public", "icons", `${name}.svg`), "utf8");
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw; height: 100vh }</style>${svg}`);
  await page.screenshot({ path: inRoot("web", "public", "icons", `${name}-${size}.png`), omitBackground: true });
  await page.close();
}
await browser.close();
