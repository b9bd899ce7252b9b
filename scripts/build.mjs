// `npm run build`: the release build into dist/, static files that work from any host under any path.

import { run } from "./lib/run.mjs";
import { fail, setUp } from "./setup.mjs";

try {
  await setUp(["rust", "node"]);
  await run("trunk", ["build", "--release"]);
  console.log("The page is in dist/.");
} catch (error) {
  fail(error);
}
