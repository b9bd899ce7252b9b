// The policy that narrows what the page may contact to this machine and the configured servers. It is added to the one in
// index.html, which cannot know the servers; a browser applies both.

import { readSection } from "./stored.ts";

/** The addresses of this machine, with any port. */
const LOOPBACK = ["http://127.0.0.1:*", "https://127.0.0.1:*", "http://localhost:*", "https://localhost:*"];

/**
 * Returns the source expression of a policy that covers `address`. Where the scheme is missing it is `http:`, which covers `https:`
 * too. A policy cannot name an IPv6 address: the narrowest source for one is its scheme. Empty if there is no source.
 */
function sourceOf(address: string) {
  const text = address.trim();
  const url = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(url)) return "";
  const { protocol, hostname, origin } = new URL(url);
  if (hostname === "127.0.0.1" || hostname === "localhost") return `${protocol}//${hostname}:*`;
  if (hostname.startsWith("[")) return protocol;
  // The name of a host may have characters that mean something else in a policy, such as a wildcard or a semicolon.
  return /^[\w.-]+$/.test(hostname) ? origin : "";
}

/** Returns the sources besides the page's own origin: this machine, the servers in the settings (`abcb.config`), and the `allowed`
 * origins, separated by spaces. */
export function serverSources(settings: string | null, allowed: string | null) {
  const { base_url: server } = readSection(settings, "model");
  const addresses = [server, ...(allowed?.split(" ") ?? [])];
  return [...LOOPBACK, ...addresses.filter((address) => typeof address === "string").map(sourceOf)];
}

/** Whether `sources` cover the address. As in a policy, a source for `http:` covers `https:` too. */
export const covers = (sources: readonly string[], address: string) =>
  [address, address.replace("https:", "http:")].some(
    (covered) => sources.includes(sourceOf(covered)) || (URL.canParse(covered) && sources.includes(new URL(covered).protocol)),
  );

/**
 * Returns the policy of index.html narrowed to these sources, and to the frames at these addresses if there are any: another file of
 * the page, shown in a frame, would have no policy. The other directives are repeated, because a prefetch is allowed if there is no
 * `default-src`.
 */
export function narrowed(policy: string, sources: readonly string[], frames: readonly string[]) {
  const narrow = policy.replace("connect-src *", `connect-src 'self' ${sources.join(" ")}`);
  return frames.length > 0 ? narrow.replace("frame-src 'self'", `frame-src ${frames.join(" ")}`) : narrow;
}
