// `npm run build`: writes the release build to dist/, static files that work from any host under any path.

import { buildForDeployment } from "./lib/build-page.mjs";
import { fail, setUp } from "./setup.mjs";

try {
  await setUp(["rust", "node"]);
  await buildForDeployment();
  console.log("The page is in dist/, each file also compressed (.br, .gz).");
} catch (error) {
  fail(error);
}
