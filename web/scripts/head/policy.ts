// Adds the policy that limits what this page may contact, before anything else runs.

import { covers, narrowed, serverSources } from "./page-policy.ts";
import { isObject, stored, storedSettings } from "./stored.ts";

const sources = serverSources(storedSettings(), stored("sessionStorage", "abcb.allowed"));

/** Called by the page (web/src/adapters/network.rs): whether its policy allows requests to `address`. */
globalThis.abcbMayContact = (address) => covers(sources, address);

const files: unknown = JSON.parse(document.getElementById("build-files")?.textContent ?? "{}");
const frames = Object.values(isObject(files) ? files : {}).map(String).filter((file) => file.endsWith(".html"));
const general = document.querySelector<HTMLMetaElement>("[http-equiv]");
if (general) {
  const policy = document.createElement("meta");
  policy.httpEquiv = general.httpEquiv;
  policy.content = narrowed(general.content, sources, frames.map((file) => new URL(file, document.baseURI).href));
  general.after(policy);
}
