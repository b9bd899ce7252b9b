// Gives the scripts that render answers the page's English texts.

import { readFileSync } from "node:fs";
import { setFormatter } from "../answers/i18n.ts";
import { Texts } from "../i18n/texts.ts";

const texts = new Texts(readFileSync(new URL("../../lang/en.ftl", import.meta.url), "utf8"));
setFormatter((key, values) => texts.format(key, values));
