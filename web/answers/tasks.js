// Work that waits its turn, so that no task holds the page up.

const { port1, port2 } = new MessageChannel();
const tasks = [];
port1.onmessage = () => tasks.shift()?.();

/** Does what an answer can be without: where it fails, the answer stays as it is. */
export function attempt(task) {
  try {
    return task();
  } catch (error) {
    console.warn("Part of an answer could not be completed.", error);
  }
}

/** In a task of its own, without the delay of a timer. */
export function soon(task) {
  tasks.push(task);
  port2.postMessage(null);
}

const idle = globalThis.requestIdleCallback ?? ((task) => setTimeout(task, 50));
const leisurely = [];

/** One after the other, when the page has nothing better to do. */
export function atLeisure(task) {
  if (leisurely.push(task) === 1) idle(next);
}

function next() {
  attempt(leisurely[0]);
  leisurely.shift();
  if (leisurely.length) idle(next);
}

/** A library beside this file, fetched when it is first asked for. A browser remembers for the life of the page that an
 * address failed, so the next try has another. `failed` is called when it fails for the first time. */
export function library(file, failed = () => {}) {
  let failures = 0;
  return once(() =>
    import(new URL(failures ? `${file}?again=${failures}` : file, import.meta.url).href).catch((error) => {
      failures += 1;
      if (failures === 1) failed();
      throw error;
    }),
  );
}

/** Gives what `load` gives; where it failed, the next asks again. */
export function once(load) {
  let loading;
  return () => (loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  }));
}
