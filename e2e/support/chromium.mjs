// How Chromium is started for tests and benchmarks: without its own traffic, and without its sandbox
// for root, to whom Chromium refuses it and who runs the tests in a container.

const args = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
if (process.getuid?.() === 0) args.push("--no-sandbox");

export const launchOptions = (executablePath = process.env.CHROMIUM || "/usr/bin/chromium") => ({ executablePath, args });
