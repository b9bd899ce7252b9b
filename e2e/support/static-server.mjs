// A plain static host for the built page, as a stranger would use one: no fallback to index.html,
// and the page lies under a sub-path, so that an address that starts at the root is found out.

import { createReadStream, existsSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

function fileFor(folder, base, url) {
  const { pathname } = new URL(url, "http://host");
  if (!pathname.startsWith(base)) return null;
  const inside = decodeURIComponent(pathname.slice(base.length)) || "index.html";
  const file = path.resolve(folder, inside);
  return file.startsWith(folder + path.sep) && existsSync(file) && statSync(file).isFile() ? file : null;
}

/**
 * Serves `folder` under `base` on a free loopback port. `missing` lists what was asked for in vain. `also` answers requests
 * that are for something else on the same host, and says whether it did; `serve` puts another folder in the place of the first.
 * @param {{ folder: string, base?: string, port?: number, also?: (request: { url: string, method: string }, response: http.ServerResponse) => boolean }} options
 */
export async function startStaticServer({ folder, base = "/", port = 0, also = () => false }) {
  const missing = [];
  let served = folder;
  const server = http.createServer((request, response) => {
    if (also(request, response)) return;
    const file = fileFor(served, base, request.url);
    if (!file) {
      missing.push(request.url);
      response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found");
      return;
    }
    const type = types[path.extname(file)] ?? "application/octet-stream";
    const { size, mtimeMs } = statSync(file);
    const etag = `"${size}-${Math.floor(mtimeMs)}"`;
    const headers = { "Content-Type": type, "Cache-Control": "no-cache", ETag: etag };
    const from = Number(request.headers.range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0);
    if (from > 0 && from < size && (request.headers["if-range"] ?? etag) === etag) {
      response.writeHead(206, { ...headers, "Content-Length": size - from, "Content-Range": `bytes ${from}-${size - 1}/${size}` });
      createReadStream(file, { start: from }).pipe(response);
    } else {
      response.writeHead(200, { ...headers, "Content-Length": size });
      createReadStream(file).pipe(response);
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  const serve = (folder) => void (served = folder);
  return { origin, address: origin + base, missing, stop, serve };
}
