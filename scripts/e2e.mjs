// `npm run e2e`: runs only the browser tests; builds the page if needed. `-- FILTER` is passed to Playwright.

import { ensurePageBuilt } from "./lib/build-page.mjs";
import { capture } from "./lib/run.mjs";
import { inRoot } from "./lib/paths.mjs";
import { allParts, fail, setUp } from "./setup.mjs";

try {
  await setUp(allParts);
  await ensurePageBuilt();
  const { code } = await capture(process.execPath, [inRoot("scripts", "playwright.mjs"), ...process.argv.slice(2)], { echo: true });
  process.exitCode = code;
} catch (error) {
  fail(error);
}
