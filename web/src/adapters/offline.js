// The page's side of the service worker (web/scripts/service-worker): registers it, and reports when another build of
// the page is ready.

const build = document.documentElement.dataset.build;
const workers = navigator.serviceWorker;
const FIRST_VISIT_MILLIS = 2000;
const TAKE_OVER_MILLIS = 3000;

/**
 * @param {ServiceWorker | null | undefined} worker
 * @param {import("../../scripts/messages").ServiceWorkerRequest} request
 * @param {Transferable[]} [ports]
 */
const send = (worker, request, ports = []) => worker?.postMessage(request, ports);

/**
 * Returns the name of the worker's build.
 * @param {ServiceWorker} worker
 * @returns {Promise<string>}
 */
function buildOf(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (/** @type {MessageEvent<string>} */ { data }) => resolve(data);
    send(worker, "build", [port2]);
  });
}

/**
 * Makes the page work offline. `renewed` is called whenever a build other than this page's is ready.
 * @param {() => void} renewed
 */
export async function keepForOffline(renewed) {
  // Without service worker support or a secure context, the page only works online.
  if (!workers || !navigator.locks) return;
  const place = new URL("./", location.href).pathname;
  // While this lock is held, the worker keeps the files that this page may still request.
  void navigator.locks.request(`abcb ${place} ${build}`, { mode: "shared" }, () => new Promise(() => {}));
  // On a first visit the worker downloads everything. The delay leaves the network to the user's first message.
  if (!workers.controller) await new Promise((resolve) => setTimeout(resolve, FIRST_VISIT_MILLIS));
  const registration = await workers.register("sw.js");
  const look = async (/** @type {ServiceWorker | null} */ worker) => {
    if (!worker) return;
    if ((await buildOf(worker)) !== build) renewed();
    // The page came from the network and is already of this build, whose worker has only now become ready.
    else send(worker, "take over");
  };
  const follow = (/** @type {ServiceWorker | null} */ worker) =>
    worker?.addEventListener("statechange", () => void (worker.state === "installed" && look(worker)));
  registration.onupdatefound = () => follow(registration.installing);
  // The visit itself makes the browser check for a new build, which may already be installing.
  follow(registration.installing);
  workers.oncontrollerchange = () => look(workers.controller);
  document.addEventListener("visibilitychange", () => void (document.hidden || registration.update().catch(() => {})));
  await look(registration.waiting);
  send(registration.active, "tidy");
}

/** Switches to the build that is ready. */
export async function renew() {
  const registration = await workers?.getRegistration().catch(() => undefined);
  const worker = registration?.waiting;
  if (!worker) return location.reload();
  worker.onstatechange = () => worker.state === "activated" && location.reload();
  send(worker, "take over");
  // The old worker is not replaced while it is working for this page. Reload anyway: the network serves the new page.
  setTimeout(() => location.reload(), TAKE_OVER_MILLIS);
}
