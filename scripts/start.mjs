// `npm start`: sets up what is missing, builds the page and serves it on http://127.0.0.1:8787/.
// The page answers by itself, with the in-page model. `-- --with-server` also starts a real model server if none responds on
// the usual ports. Ctrl+C ends both.

import { existsSync } from "node:fs";
import { stopChildren, stopChildrenOnExit } from "./lib/children.mjs";
import { startModelServer } from "./lib/model-server.mjs";
import { isPortFree, isResponding, loopbackUrl } from "./lib/net.mjs";
import { defaultModel, pageAddress, usualModelPorts, venvPython } from "./lib/paths.mjs";
import { requireFreePort, servePage } from "./lib/serve.mjs";
import { fail, setUp } from "./setup.mjs";

async function findRunningPort() {
  const found = await Promise.all(usualModelPorts.map((port) => isResponding(`${loopbackUrl(port)}/v1/models`)));
  return usualModelPorts.find((_, index) => found[index]);
}

async function findFreeUsualPort() {
  for (const port of usualModelPorts) if (await isPortFree(port)) return port;
  return null;
}

/** Makes sure that a model server is running, if possible; returns a one-sentence status. */
async function ensureModelServer() {
  const runningPort = await findRunningPort();
  if (runningPort) return `A model server already answers on ${loopbackUrl(runningPort)}.`;
  if (!existsSync(venvPython) || !existsSync(defaultModel.path)) return "There is no model server; the page says what to do.";
  const port = await findFreeUsualPort();
  if (!port) return "The usual ports of model servers are all taken by other programs; none was started.";
  try {
    const server = await startModelServer({ port, log: "ignore" });
    server.child.ended.then(() => console.warn("The model server has ended."));
    return `A model server answers on ${server.address} with ${defaultModel.file}.`;
  } catch (error) {
    return error.message;
  }
}

try {
  stopChildrenOnExit();
  await requireFreePort(pageAddress, "npm start");
  await setUp(["rust", "node"], ["python", "model"]);
  const model = process.argv.includes("--with-server") ? ensureModelServer() : null;
  // Serves the page exactly as built, without trunk's script that reloads it on a change.
  const trunk = await servePage(pageAddress, ["--release", "--no-autoreload", "true"]);
  if (model) console.log(`\n${await model}`);
  console.log(`\nabcb is ready on ${pageAddress} (Ctrl+C ends it)\n`);
  process.exitCode = await trunk.ended;
  await stopChildren();
} catch (error) {
  await stopChildren();
  fail(error);
}
