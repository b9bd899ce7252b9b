// `npm run eval -- --base-url http://127.0.0.1:8080/v1 --model NAME` or `-- --gguf FILE`: evaluates a model as the agent.
// Builds the evaluation and passes the options on; `npm run eval -- --help` lists them.

import { fail, setUp } from "./setup.mjs";
import { capture } from "./lib/run.mjs";

try {
  await setUp(["rust"]);
  const build = ["run", "--locked", "--quiet", "-p", "abcb-eval", "--"];
  process.exitCode = (await capture("cargo", [...build, ...process.argv.slice(2)], { echo: true })).code;
} catch (error) {
  fail(error);
}
