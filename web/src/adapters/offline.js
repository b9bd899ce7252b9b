// The page's side of the service worker (web/scripts/service-worker): registers it, and says when another build of the page is ready.

const build = document.documentElement.dataset.build;
const workers = navigator.serviceWorker;
const FIRST_VISIT_MILLIS = 2000;
const TAKE_OVER_MILLIS = 3000;

function buildOf(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage("build", [port2]);
  });
}

/** Keeps the page for visits without a network. `renewed` is called whenever a build other than this page's is ready. */
export async function keepForOffline(renewed) {
  // A browser without such a thing, or a page that is not secure, just stays online.
  if (!workers || !navigator.locks) return;
  const place = new URL("./", location.href).pathname;
  // As long as this page is open, the worker keeps what it may still ask for.
  navigator.locks.request(`abcb ${place} ${build}`, { mode: "shared" }, () => new Promise(() => {}));
  // On a first visit the worker fetches all there is. Who has come to ask something asks it before that.
  if (!workers.controller) await new Promise((resolve) => setTimeout(resolve, FIRST_VISIT_MILLIS));
  const registration = await workers.register("sw.js");
  const look = async (worker) => {
    if (!worker) return;
    if ((await buildOf(worker)) !== build) renewed();
    // The network had this page already when its worker was still on the way.
    else worker.postMessage("take over");
  };
  const follow = (worker) => worker?.addEventListener("statechange", () => worker.state === "installed" && look(worker));
  registration.onupdatefound = () => follow(registration.installing);
  // The visit itself makes the browser look for another build: it may be on its way already.
  follow(registration.installing);
  workers.oncontrollerchange = () => look(workers.controller);
  document.addEventListener("visibilitychange", () => document.hidden || registration.update().catch(() => {}));
  await look(registration.waiting);
  registration.active?.postMessage("tidy");
}

/** Goes over to the build that is ready. */
export async function renew() {
  const registration = await workers?.getRegistration().catch(() => undefined);
  const worker = registration?.waiting;
  if (!worker) return location.reload();
  worker.onstatechange = () => worker.state === "activated" && location.reload();
  worker.postMessage("take over");
  // The old worker is not replaced while it has something to do for this page. The network gives the new page all the same.
  setTimeout(() => location.reload(), TAKE_OVER_MILLIS);
}
