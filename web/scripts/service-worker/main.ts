// The service worker: it caches the build's files for offline use and touches nothing else. The built script is `sw.js`.
//
// A new build waits: its worker takes over when the user accepts it, or when no page of an older build is open. Files that an open
// page may still request stay cached, because each page holds a lock with the name of its build's cache.

import type { ServiceWorkerRequest } from "../messages.ts";
import { OfflineFiles } from "./offline-files.ts";
import { withPolicy } from "./with-policy.ts";

declare const self: ServiceWorkerGlobalScope;

interface PageMessageEvent extends ExtendableMessageEvent {
  readonly data: ServiceWorkerRequest;
}

/** How long to wait for a page that the user has left to release its lock. */
const LEAVE_TIMEOUT_MILLIS = 10_000;

const build = { name: BUILD_NAME, files: BUILD_FILES, lazyFiles: BUILD_LAZY_FILES };
const offlineFiles = new OfflineFiles(build, new URL("./", self.location.href), self.caches);

/** Removes caches that no open page needs any more. */
async function removeOldCaches(options: LockOptions) {
  // The next worker may still need these caches.
  if (self.registration.installing || self.registration.waiting) return;
  await offlineFiles.removeOtherBuilds(self.navigator.locks, options);
}

async function activate() {
  await self.clients.claim();
  // The page that accepted this build holds the lock of its old build until it reloads, once this worker is active.
  await removeOldCaches({ ifAvailable: true });
}

self.addEventListener("install", (event) => event.waitUntil(offlineFiles.install()));

self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("message", (event: PageMessageEvent) => {
  const request = event.data;
  if (request === "build") event.ports[0]?.postMessage(build.name);
  if (request === "take over") event.waitUntil(self.skipWaiting());
  if (request === "tidy") event.waitUntil(removeOldCaches({ signal: AbortSignal.timeout(LEAVE_TIMEOUT_MILLIS) }));
});

self.addEventListener("fetch", (event) => {
  const file = offlineFiles.fileOf(event.request);
  if (file === undefined) return;
  const response = offlineFiles.respond(file, event.request);
  event.respondWith(response.then((found) => withPolicy(found, event.request.destination)));
});
