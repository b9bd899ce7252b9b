// The hashes of inline scripts in a content security policy: only these inline scripts run.

import { createHash } from "node:crypto";

const PLACEHOLDER = "'sha256-inline-scripts'";

/** Replaces the placeholder in the document's policy with the hashes of its inline scripts and of `others`. */
export function allowInlineScripts(html, others = []) {
  if (!html.includes(PLACEHOLDER)) throw new Error(`The document has no ${PLACEHOLDER} in its content security policy.`);
  const inline = [...html.matchAll(/<script(?![^>]*\s(?:src|type="?application\/json"?)[=\s])[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code);
  const hashes = [...inline, ...others].map((code) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`);
  return html.replace(PLACEHOLDER, () => hashes.join(" "));
}
