// A plain static host for the built page, like a typical deployment: no fallback to index.html,
// and the page is under a sub-path, so that absolute paths are detected.

import { createReadStream, existsSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";

const gzipOf = (file) => `${file}.gz`;

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
 * Serves `folder` under `base` on a free loopback port. `notFound` lists the requests without a file. `intercept` may handle
 * other requests to the same host, and returns whether it did; `serveFolder` replaces the folder. A `compressed` host sends the
 * copies that `npm run build` wrote.
 * @param {{ folder: string, base?: string, port?: number, compressed?: boolean, intercept?: (request: { url: string, method: string }, response: http.ServerResponse) => boolean }} options
 */
export async function startStaticServer({ folder, base = "/", port = 0, compressed = false, intercept = () => false }) {
  const notFound = [];
  let served = folder;
  const server = http.createServer((request, response) => {
    if (intercept(request, response)) return;
    const found = fileFor(served, base, request.url);
    const isCompressed = compressed && found && existsSync(gzipOf(found));
    const file = isCompressed ? gzipOf(found) : found;
    if (!file) {
      notFound.push(request.url);
      response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found");
      return;
    }
    const type = types[path.extname(found)] ?? "application/octet-stream";
    const { size, mtimeMs } = statSync(file);
    const etag = `"${size}-${Math.floor(mtimeMs)}"`;
    const headers = { "Content-Type": type, "Cache-Control": "no-cache", ETag: etag, ...(isCompressed && { "Content-Encoding": "gzip" }) };
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
  const serveFolder = (folder) => void (served = folder);
  return { origin, address: origin + base, notFound, stop, serveFolder };
}
