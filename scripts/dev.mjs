// `npm run dev`: a debug build of the page on http://127.0.0.1:8788/, rebuilt and reloaded when a source changes. The port
// differs from that of `npm start`, so that the service worker of a release build never serves it; the data are separate, too.

import { stopChildren, stopChildrenOnExit } from "./lib/children.mjs";
import { devAddress } from "./lib/paths.mjs";
import { requireFreePort, servePage } from "./lib/serve.mjs";
import { fail, setUp } from "./setup.mjs";

try {
  stopChildrenOnExit();
  await requireFreePort(devAddress, "npm run dev");
  await setUp(["rust", "node"], ["python", "model"]);
  const trunk = await servePage(devAddress, ["--dist", "target/dev-page"]);
  console.log(`\nabcb is ready on ${devAddress}; it reloads when a source changes (Ctrl+C ends it)\n`);
  process.exitCode = await trunk.ended;
  await stopChildren();
} catch (error) {
  await stopChildren();
  fail(error);
}
