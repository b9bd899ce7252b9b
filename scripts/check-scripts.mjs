// `npm run check-scripts`: types and unit tests of the page's scripts, lints of all scripts, in seconds.

import { checkPageScripts } from "./lib/check-page-scripts.mjs";
import { fail, setUp } from "./setup.mjs";

try {
  await setUp(["node"]);
  const { passed, failed } = await checkPageScripts();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  fail(error);
}
