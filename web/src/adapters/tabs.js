// The other tabs of this page: which session has changed is said on a channel; who works on a session holds a Web Lock, which
// the browser takes back from a tab that dies.

const place = new URL("./", location.href).pathname;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`abcb ${place}`) : undefined;
const lockOf = (session) => `abcb ${place} works on ${session}`;

export const tell = (session) => channel?.postMessage(session);

export function listen(changed) {
  if (channel) channel.onmessage = ({ data }) => typeof data === "string" && changed(data);
}

/** Other tabs see that this one works on the session until what this gives is called. */
export function workOn(session) {
  let end;
  const over = new Promise((resolve) => (end = resolve));
  navigator.locks?.request(lockOf(session), { mode: "shared" }, () => over).catch(() => {});
  return end;
}

/** Whether no tab works on the session. */
export const isAtRest = async (session) =>
  (await navigator.locks?.request(lockOf(session), { ifAvailable: true }, (lock) => Boolean(lock))) ?? true;

/** Completes when no tab works on the session. */
export async function atRest(session) {
  await navigator.locks?.request(lockOf(session), () => {});
}
