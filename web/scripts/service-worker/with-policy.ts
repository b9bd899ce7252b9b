// What a page caches, a script in that page can replace. So the worker adds a policy to what would otherwise run without the page's
// own: documents in frames, which are the sandboxes, and the engine's worker. Neither needs any network but the page's origin.

const POLICIES: Readonly<Record<string, string>> = {
  iframe: "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; style-src 'unsafe-inline'; worker-src blob:",
  worker: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
};

/** Returns the response with the policy for its destination, if there is one. */
export function withPolicy(response: Response, destination: string) {
  const policy = POLICIES[destination];
  if (!policy || response.type === "opaqueredirect" || response.type === "error") return response;
  const headers = new Headers(response.headers);
  headers.set("Content-Security-Policy", policy);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
