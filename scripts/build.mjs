// `npm run build`: writes the release build to dist/, static files that work from any host under any path.

import { buildForHosts } from "./lib/built.mjs";
import { fail, setUp } from "./setup.mjs";

try {
  await setUp(["rust", "node"]);
  await buildForHosts();
  console.log("The page is in dist/, each file also compressed (.br, .gz).");
} catch (error) {
  fail(error);
}
