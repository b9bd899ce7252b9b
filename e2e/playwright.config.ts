// Configuration of the browser tests: on the built page, in the Chromium that set-up found, one test at a time,
// because a real model shares the machine's cores with the browser.

import { defineConfig } from "@playwright/test";
import { launchOptions } from "./support/chromium.mjs";

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  workers: 1,
  retries: 0,
  // A page that does not start is detected after a few tests; the others would only time out.
  maxFailures: 15,
  forbidOnly: !!process.env.CI,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    trace: "retain-on-failure",
    acceptDownloads: true,
    launchOptions: launchOptions(),
  },
  projects: [
    { name: "tests", testIgnore: "screens.spec.ts" },
    { name: "screens", testMatch: "screens.spec.ts" },
  ],
});
