// A foreign server for tests of what the page may contact. Names that end in `.test` lead to this machine, so that a server here is
// a foreign one for the page.

import http from "node:http";
import type { AddressInfo } from "node:net";
import { launchOptions } from "./chromium.mjs";
import { test as base } from "./fixtures";

type Foreign = { origin: string; requests: string[] };

/** With a foreign server that anyone may ask, and the requests it got. The spec has to use `foreignNames`. */
export const test = base.extend<{ foreign: Foreign }>({
  foreign: async ({}, use) => {
    const requests: string[] = [];
    const server = http.createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.setHeader("Access-Control-Allow-Origin", "*").end("{}");
    });
    server.on("upgrade", (request, socket) => {
      requests.push(`UPGRADE ${request.url}`);
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await use({ origin: `http://elsewhere.test:${(server.address() as AddressInfo).port}`, requests });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
});

export const foreignNames = { launchOptions: { ...launchOptions(), args: [...launchOptions().args, "--host-resolver-rules=MAP *.test 127.0.0.1"] } };
