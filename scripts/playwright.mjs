// Runs Playwright on the built page with the browser that set-up found. Arguments are passed on to Playwright.

import { spawn } from "node:child_process";
import { inRoot, toolEnv } from "./lib/paths.mjs";
import { findBrowser } from "./steps/browser.mjs";

// Screenshots are taken only on demand: `npm run screens`.
const args = process.argv.slice(2);
const project = args.some((word) => word.startsWith("--project")) ? [] : ["--project=tests"];

const { chromium } = await findBrowser();
const program = inRoot("node_modules", "@playwright", "test", "cli.js");
const config = inRoot("e2e", "playwright.config.ts");
const child = spawn(process.execPath, [program, "test", "--config", config, ...project, ...args], {
  env: toolEnv({ CHROMIUM: chromium ?? "" }),
  stdio: ["ignore", "inherit", "inherit"],
});
child.on("exit", (code) => (process.exitCode = code ?? 1));
