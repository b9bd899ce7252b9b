// Trunk's build hook: builds the engine while trunk builds the page, which uses one core for most of the time.

import { buildEngines } from "./lib/engine-builds.mjs";

await buildEngines();
