// Serves the page with trunk, for `npm start` and `npm run dev`.

import { startChild } from "./children.mjs";
import { isPortFree, waitUntilResponding } from "./net.mjs";
import { releaseEnv } from "./remap-paths.mjs";

/** Throws an error with a readable message if another program uses the port of `address`. */
export async function requireFreePort(address, command) {
  const port = Number(new URL(address).port);
  if (await isPortFree(port)) return;
  throw new Error(`Port ${port} is taken by another program (perhaps another \`${command}\`). End it and try again.`);
}

/** Starts `trunk serve` and waits until the page is built and served. */
export async function servePage(address, args) {
  const env = args.includes("--release") ? releaseEnv : {};
  const trunk = startChild("trunk", ["serve", "--port", new URL(address).port, ...args], { env });
  if (await waitUntilResponding(address, { child: trunk, timeout: 3_600_000 })) return trunk;
  throw new Error("trunk ended before the page could be served; its own messages are above.");
}
