// The page without a network: everything the build made is kept, and nothing else is touched. Requests to model servers go
// to other origins and never come here; models are kept by the engine's worker.

const FILES = [/* the build's files */];
const CACHE = "abcb-the-build";
/** A file with its hash in its name, or its folder's, never changes. */
const HASHED = /-[0-9a-f]{12,}[._/]/;

oninstall = (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(["./", ...FILES.filter((file) => file !== "index.html")]);
      await skipWaiting();
    })(),
  );
};

onactivate = (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("abcb-") && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await clients.claim();
    })(),
  );
};

/** What was kept of a request. The page is kept under its folder, whatever follows in its address. */
async function kept(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request, { ignoreSearch: true });
  return found ?? (request.mode === "navigate" ? cache.match("./") : undefined);
}

async function fromNetworkFirst(request) {
  try {
    const response = await fetch(request);
    if (response.ok) return response;
    return (await kept(request)) ?? response;
  } catch (error) {
    const response = await kept(request);
    if (response) return response;
    throw error;
  }
}

onfetch = (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const here = new URL("./", location.href);
  const isOurs = request.method === "GET" && url.origin === here.origin && url.pathname.startsWith(here.pathname);
  const file = url.pathname.slice(here.pathname.length);
  if (!isOurs || !(request.mode === "navigate" || FILES.includes(file))) return;
  const answer = HASHED.test(file) ? kept(request).then((found) => found ?? fetch(request)) : fromNetworkFirst(request);
  event.respondWith(answer);
};
