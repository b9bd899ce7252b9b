// The other tabs of this page. They hear of each other on a broadcast channel. A tab that works on a session holds a Web
// Lock, which the browser releases if the tab dies.

const NAME_KEY = "abcb.tab";
// A page that is being reloaded may take a moment to release its name.
const RELEASE_MILLIS = 300;

/** @typedef {{ changed: string } | { relayed: string }} TabMessage */

const place = new URL("./", location.href).pathname;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`abcb ${place}`) : undefined;
const lockOf = (/** @type {string} */ session) => `abcb ${place} works on ${session}`;

/** @type {(session: string) => void} */
let seized = () => {};

const post = (/** @type {TabMessage} */ message) => channel?.postMessage(message);

/** @param {string} session */
export const tellChanged = (session) => post({ changed: session });

/** @param {string} message */
export const relay = (message) => post({ relayed: message });

/**
 * @param {(session: string) => void} onChanged
 * @param {(message: string) => void} onRelayed
 * @param {(session: string) => void} onSeized
 */
export function listen(onChanged, onRelayed, onSeized) {
  seized = onSeized;
  if (!channel) return;
  channel.onmessage = (/** @type {MessageEvent<TabMessage>} */ { data }) => {
    // A page of another build may say something else.
    if (typeof data !== "object") return;
    if ("changed" in data) onChanged(data.changed);
    else onRelayed(data.relayed);
  };
}

/**
 * Shows other tabs that this one works on the session, until the returned function is called.
 * @param {string} session
 */
export function workOn(session) {
  /** @type {undefined | ((value: undefined) => void)} */
  let resolve;
  const over = new Promise((resolveOver) => (resolve = resolveOver));
  navigator.locks?.request(lockOf(session), { mode: "shared" }, () => over).catch((/** @type {unknown} */ error) => {
    // The browser's way to say that another tab has taken the lock.
    if (error instanceof DOMException && error.name === "AbortError") seized(session);
  });
  return () => resolve?.(undefined);
}

/**
 * Takes the lock of the session away from a tab that does not respond.
 * @param {string} session
 */
export async function seize(session) {
  await navigator.locks?.request(lockOf(session), { steal: true }, () => {});
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

async function findName() {
  const kept = readName();
  // A duplicated tab has a copy of the other one's storage.
  if (kept && (await holdName(kept))) return kept;
  const name = crypto.getRandomValues(new Uint32Array(2)).join("-");
  await holdName(name);
  try {
    sessionStorage.setItem(NAME_KEY, name);
  } catch {
    // Where storage is blocked, the name lasts as long as the page.
  }
  return name;
}

function readName() {
  try {
    return sessionStorage.getItem(NAME_KEY);
  } catch {
    return null;
  }
}

/**
 * Reserves the name for the life of the page, and resolves to whether it was free.
 * @param {string} name
 * @returns {Promise<boolean>}
 */
const holdName = (name) =>
  new Promise((resolve) => {
    if (!navigator.locks) return resolve(true);
    const signal = AbortSignal.timeout(RELEASE_MILLIS);
    const untilClosed = () => {
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks.request(lockOf(`tab ${name}`), { signal }, untilClosed).catch(() => resolve(false));
  });

// At once: until the name is held, another tab takes this one for closed.
const tabName = findName();

/** Resolves to a name that no other open tab has and that this one keeps when it is reloaded. */
export const claimName = () => tabName;
