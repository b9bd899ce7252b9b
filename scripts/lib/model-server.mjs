// Starts the real llama.cpp server with a model file and waits until it is ready.
// `npm run model-server`, `npm start` and the browser tests all use this.

import { existsSync } from "node:fs";
import { startChild, stopChild } from "./children.mjs";
import { isPortFree, loopbackUrl, waitUntilResponding } from "./net.mjs";
import { defaultModel, inRoot, venvPython } from "./paths.mjs";

/**
 * Returns the running server's process and address; throws an error with a readable message if it cannot start. A `steady`
 * server is for tests: it leaves a core to the browser, and its answers are limited in length.
 */
export async function startModelServer({ port = 8080, model = defaultModel.path, log = "inherit", steady = false } = {}) {
  if (!existsSync(venvPython)) {
    throw new Error("The model server is not installed. Run `npm run setup` and read what it says about Python.");
  }
  if (!existsSync(model)) {
    throw new Error(`There is no model file at ${model}. Run \`npm run setup\`, or name one with --model FILE.`);
  }
  if (!(await isPortFree(port))) {
    throw new Error(`Port ${port} is taken by another program. Choose a free one with --port N.`);
  }
  const script = inRoot("scripts", "lib", "llama_server.py");
  const child = startChild(venvPython, [script, String(port), model, ...(steady ? ["steady"] : [])], { stdio: ["pipe", log, log] });
  if (!(await waitUntilResponding(`${loopbackUrl(port)}/health`, { child, timeout: 120_000 }))) {
    await stopChild(child);
    throw new Error(`The model server did not come up on port ${port}; its own messages are above.`);
  }
  return { child, address: loopbackUrl(port), stop: () => stopChild(child) };
}
