// Runs the page's Rust tests in a browser, with wasm-bindgen's test runner.

import { mkdirSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { findBrowser } from "../steps/browser.mjs";
import { findFreePort } from "./net.mjs";
import { writeFilesForTests } from "./page-scripts.mjs";
import { targetDir } from "./paths.mjs";
import { capture } from "./run.mjs";

/** Writes the file that describes the browser; the test runner passes it to ChromeDriver. */
function describeBrowser(chromium) {
  const file = path.join(targetDir, "webdriver.json");
  const args = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  mkdirSync(targetDir, { recursive: true });
  writeFileSync(file, JSON.stringify({ "goog:chromeOptions": { binary: chromium, args } }));
  return file;
}

/** Connects to the port every second. Returns how to stop. */
function keepConnecting(port) {
  const timer = setInterval(() => {
    const socket = net.connect(port, "127.0.0.1", () => socket.destroy());
    // The server is not there yet, or any more.
    socket.on("error", () => {});
  }, 1000);
  return () => clearInterval(timer);
}

/** Runs the tests of the page and returns the exit code and the output. */
export async function runPageTests(options) {
  await writeFilesForTests();
  const { chromium, chromedriver } = await findBrowser();
  const port = await findFreePort();
  const env = {
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: "wasm-bindgen-test-runner",
    CHROMEDRIVER: chromedriver,
    WASM_BINDGEN_TEST_ADDRESS: `127.0.0.1:${port}`,
    WASM_BINDGEN_TEST_TIMEOUT: "120",
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: describeBrowser(chromium),
    WASM_BINDGEN_USE_BROWSER: "1",
  };
  // When a browser opens more than four connections at once, the runner's server can forget the others until another one comes
  // (tiny_http 0.12, `TaskPool::spawn`), and the page with the tests does not start.
  const stop = keepConnecting(port);
  try {
    return await capture("cargo", ["test", "--locked", "--no-fail-fast", ...options, "-p", "abcb-web"], { echo: true, env });
  } finally {
    stop();
  }
}
