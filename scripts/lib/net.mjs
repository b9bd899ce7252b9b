// Helpers for loopback ports and addresses: whether a port is free, whether an address responds.

import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export const loopbackUrl = (port) => `http://127.0.0.1:${port}`;

export function isPortFree(port) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** Returns a port that is currently free. */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Returns whether an address responds with a success status within `timeout` milliseconds. */
export async function isResponding(url, timeout = 1000) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits until an address responds; gives up when `child` ends or the time is over. */
export async function waitUntilResponding(url, { child, timeout }) {
  const end = Date.now() + timeout;
  let ended = false;
  child?.ended.then(() => (ended = true));
  while (!ended && Date.now() < end) {
    if (await isResponding(url)) return true;
    await sleep(150);
  }
  return false;
}
