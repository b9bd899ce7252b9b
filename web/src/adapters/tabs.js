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

/**
 * Does `action` while no other tab works on the session, unless one does.
 * @param {string} session
 * @param {() => Promise<void>} action
 */
export async function whileAtRest(session, action) {
  // Without locks nothing is known of other tabs.
  if (!navigator.locks) return action();
  await navigator.locks.request(lockOf(session), { ifAvailable: true }, async (lock) => lock && action());
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
