// A server that counts everything that reaches it, so that an ineffective barrier is detected.

import { createSocket } from "node:dgram";
import http from "node:http";

/** Starts a server that counts requests, raw connections and datagrams. */
export async function startCounter() {
  const reached: string[] = [];
  const headers = { "Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript" };
  const server = http.createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    response.writeHead(200, headers).end("globalThis.loaded = true; export const loaded = true;");
  });
  server.on("connection", () => reached.push("connection"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const datagrams = createSocket("udp4", () => reached.push("datagram"));
  await new Promise<void>((resolve) => datagrams.bind(port, "127.0.0.1", resolve));
  const stop = async () => {
    datagrams.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host: `127.0.0.1:${port}`, reached, stop };
}
