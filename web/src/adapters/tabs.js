// The other tabs of this page. Changed sessions are announced on a broadcast channel. A tab that works on a session
// holds a Web Lock, which the browser releases if the tab dies.

const place = new URL("./", location.href).pathname;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`abcb ${place}`) : undefined;
const lockOf = (/** @type {string} */ session) => `abcb ${place} works on ${session}`;

/** @param {string} session */
export const tell = (session) => channel?.postMessage(session);

/** @param {(session: string) => void} changed */
export function listen(changed) {
  if (channel) channel.onmessage = (/** @type {MessageEvent<unknown>} */ { data }) => typeof data === "string" && changed(data);
}

/**
 * Shows other tabs that this one works on the session, until the returned function is called.
 * @param {string} session
 */
export function workOn(session) {
  /** @type {undefined | ((value: undefined) => void)} */
  let resolve;
  const over = new Promise((resolveOver) => (resolve = resolveOver));
  navigator.locks?.request(lockOf(session), { mode: "shared" }, () => over).catch(() => {});
  return () => resolve?.(undefined);
}

const FALLBACK_LOCK = `abcb ${place} fallback storage`;

/** Shows other tabs, as long as this one is open, that it uses the fallback storage. */
export const useFallback = () => void navigator.locks?.request(FALLBACK_LOCK, { mode: "shared" }, () => new Promise(() => {})).catch(() => {});

/**
 * Keeps other tabs from using the fallback storage until the returned function is called. Returns undefined if one uses it.
 * @returns {Promise<(() => void) | undefined>}
 */
export async function lockFallback() {
  // Without locks nothing is known of other tabs.
  if (!navigator.locks) return () => {};
  /** @type {(value: undefined) => void} */
  let release = () => {};
  const released = new Promise((resolve) => (release = resolve));
  return new Promise((resolve) => {
    const request = navigator.locks.request(FALLBACK_LOCK, { ifAvailable: true }, (lock) => {
      resolve(lock ? () => release(undefined) : undefined);
      return lock && released;
    });
    request.catch(() => resolve(undefined));
  });
}

/** Whether no tab is working on the session. */
export const isAtRest = async (/** @type {string} */ session) =>
  (await navigator.locks?.request(lockOf(session), { ifAvailable: true }, (lock) => Boolean(lock))) ?? true;

/**
 * Resolves when no tab is working on the session.
 * @param {string} session
 */
export async function atRest(session) {
  await navigator.locks?.request(lockOf(session), () => {});
}
