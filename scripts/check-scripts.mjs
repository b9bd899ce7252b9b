// `npm run check-scripts`: types, lints and unit tests of all scripts, in seconds.

import { checkPageScripts } from "./lib/page-scripts-check.mjs";
import { fail, setUp } from "./setup.mjs";

try {
  await setUp(["node"]);
  const { passed, failed } = await checkPageScripts();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  fail(error);
}
