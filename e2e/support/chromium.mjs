// Chromium's options for tests and benchmarks: without background traffic, and without its sandbox for root,
// for whom Chromium refuses to use it; tests in a container run as root.

const args = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
if (process.getuid?.() === 0) args.push("--no-sandbox");

export const launchOptions = (executablePath = process.env.CHROMIUM || "/usr/bin/chromium") => ({ executablePath, args });
