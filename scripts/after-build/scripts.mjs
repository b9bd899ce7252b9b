// Bundles the scripts of the page.

import { buildAnswers } from "../lib/page-scripts.mjs";
import { dist } from "../lib/paths.mjs";

await buildAnswers(process.env.TRUNK_STAGING_DIR ?? dist);
