// The page without a network: everything the build made is kept, and nothing else is touched. Requests to model servers never
// come here, be they for other origins or for other paths of this one; models are kept by the engine's worker.
//
// A new build waits until its page is asked for: the worker takes over when the user says so, or when no page of an older
// build is open. What an open page may still ask for stays: each page holds a lock with the name of its build's cache.

/** Kept at once. */
const FILES = [/* the build's files */];
/** Large and seldom needed: kept when they are first used. */
const LATER = [/* the build's seldom used files */];
const BUILD = "the-build";
const PLACE = new URL("./", location.href);
/** Other pages of the same origin, other copies of this one too, have their own. */
const OURS = `abcb ${PLACE.pathname} `;
const CACHE = OURS + BUILD;
/** Directly beside the page, a file with its hash in its name, or its folder's: it never changes. Of any build. */
const HASHED = /^[\w-]+-[0-9a-f]{12,}(\.\w+|\/[\w.-]+)$/;
/** A network that answers later than this counts as none, if the page is here. */
const PATIENCE_MILLIS = 4000;
/** A page that has been left is gone for good after so long. */
const LEAVING_MILLIS = 10_000;

/** The page is kept under its folder. */
const addressOf = (file) => new URL(file === "index.html" ? "./" : file, PLACE).href;

const ourCaches = async () => (await caches.keys()).filter((name) => name.startsWith(OURS));

/** What was kept of a file: by this build, or, where its name says that it is the same, by any. */
async function kept(file) {
  const names = HASHED.test(file) ? [CACHE, ...(await ourCaches())] : [CACHE];
  for (const cacheName of names) {
    const found = await caches.match(addressOf(file), { cacheName });
    if (found) return found;
  }
}

async function keep(file, response) {
  const cache = await caches.open(CACHE);
  await cache.put(addressOf(file), response);
}

async function install() {
  const fetched = async (file) => {
    // Not what the browser's own cache has: this may be the page before the last.
    const response = await fetch(addressOf(file), { cache: "no-cache" });
    if (!response.ok) throw new Error(`${file}: HTTP ${response.status}`);
    return response;
  };
  const here = async (file) => (HASHED.test(file) ? await kept(file) : undefined);
  // One after the other: somebody may be using the page meanwhile.
  for (const file of FILES) await keep(file, (await here(file)) ?? (await fetched(file)));
  for (const file of LATER) {
    const found = await here(file);
    if (found) await keep(file, found);
  }
}

/** Throws away what no open page can ask for any more, as far as `options` let it wait for a page's lock. */
async function tidy(options) {
  if (registration.installing || registration.waiting) return;
  const old = (await ourCaches()).filter((name) => name !== CACHE);
  const drop = (name) => navigator.locks.request(name, options, (lock) => lock && caches.delete(name));
  await Promise.allSettled(old.map(drop));
}

oninstall = (event) => event.waitUntil(install());

// Not waited for: the page that asked for this build is still there, and goes once this worker is active.
onactivate = (event) => event.waitUntil(clients.claim().then(() => tidy({ ifAvailable: true })));

onmessage = (event) => {
  if (event.data === "build") event.ports[0].postMessage(BUILD);
  if (event.data === "take over") event.waitUntil(skipWaiting());
  if (event.data === "tidy") event.waitUntil(tidy({ signal: AbortSignal.timeout(LEAVING_MILLIS) }));
};

async function fromCacheFirst(file, request) {
  const found = await kept(file);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok && [...FILES, ...LATER].includes(file)) await keep(file, response.clone());
  return response;
}

async function fromNetworkFirst(file, request) {
  const fresh = fetch(request);
  const found = await kept(file);
  if (!found) {
    const response = await fresh;
    if (response.ok && LATER.includes(file)) await keep(file, response.clone());
    return response;
  }
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLIS));
  const response = await Promise.race([fresh, late]).catch(() => undefined);
  // A host that wants the user to sign in first sends the page elsewhere.
  return response?.ok || response?.type === "opaqueredirect" ? response : found;
}

/** The build's file that is asked for, if it is one. */
function fileOf({ method, url }) {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== PLACE.origin || !pathname.startsWith(PLACE.pathname)) return undefined;
  const file = pathname.slice(PLACE.pathname.length) || "index.html";
  return FILES.includes(file) || LATER.includes(file) || HASHED.test(file) ? file : undefined;
}

onfetch = (event) => {
  const file = fileOf(event.request);
  if (file === undefined) return;
  event.respondWith(HASHED.test(file) ? fromCacheFirst(file, event.request) : fromNetworkFirst(file, event.request));
};
