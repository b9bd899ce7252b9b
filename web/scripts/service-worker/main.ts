// The service worker: it keeps the build's files for use without a network and touches nothing else. The built script is `sw.js`.
//
// A new build waits: its worker takes over when the user says so, or when no page of an older build is open. What an open page may
// still ask for stays, because each page holds a lock with the name of its build's cache.

import type { ServiceWorkerRequest } from "../messages.ts";
import { OfflineFiles } from "./offline-files.ts";

declare const self: ServiceWorkerGlobalScope;

interface PageMessageEvent extends ExtendableMessageEvent {
  readonly data: ServiceWorkerRequest;
}

/** A page that the user has left is gone for good after this time. */
const LEAVING_MILLIS = 10_000;

const build = { name: BUILD_NAME, files: BUILD_FILES, laterFiles: BUILD_LATER_FILES };
const offlineFiles = new OfflineFiles(build, new URL("./", self.location.href), self.caches);

/** Removes what no open page can ask for any more. */
async function tidy(options: LockOptions) {
  // A worker that comes next may still need it.
  if (self.registration.installing || self.registration.waiting) return;
  await offlineFiles.removeOtherBuilds(self.navigator.locks, options);
}

async function activate() {
  await self.clients.claim();
  // The page that asked for this build holds its lock until it reloads, which it does when this worker is active.
  await tidy({ ifAvailable: true });
}

self.addEventListener("install", (event) => event.waitUntil(offlineFiles.install()));

self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("message", (event: PageMessageEvent) => {
  const request = event.data;
  if (request === "build") event.ports[0]?.postMessage(build.name);
  if (request === "take over") event.waitUntil(self.skipWaiting());
  if (request === "tidy") event.waitUntil(tidy({ signal: AbortSignal.timeout(LEAVING_MILLIS) }));
});

self.addEventListener("fetch", (event) => {
  const file = offlineFiles.fileOf(event.request);
  if (file !== undefined) event.respondWith(offlineFiles.respond(file, event.request));
});
