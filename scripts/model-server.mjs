// `npm run model-server -- --port N --model FILE`: the real llama.cpp server in the foreground, until Ctrl+C.

import path from "node:path";
import { parseArgs } from "node:util";
import { stopChildrenOnExit } from "./lib/children.mjs";
import { startModelServer } from "./lib/model-server.mjs";
import { defaultModel } from "./lib/paths.mjs";
import { fail, setUp } from "./setup.mjs";

function readOptions() {
  const { values } = parseArgs({ options: { port: { type: "string" }, model: { type: "string" } } });
  const port = Number(values.port ?? 8080);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`--port ${values.port} is not a port number.`);
  return { port, model: values.model ? path.resolve(values.model) : defaultModel.path };
}

try {
  const options = readOptions();
  stopChildrenOnExit();
  await setUp(options.model === defaultModel.path ? ["python", "model"] : ["python"]);
  const server = await startModelServer(options);
  console.log(`\nThe model server answers on ${server.address} with ${path.basename(options.model)}. Ctrl+C ends it.`);
  process.exitCode = await server.child.ended;
} catch (error) {
  fail(error);
}
