// Optional and deferred work, so that no failure ends an answer and no task blocks the page for long.

/** Runs an optional part of rendering. If it fails, the answer stays as it is. */
export function attempt<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch (error) {
    console.warn("Part of an answer could not be completed.", error);
    return undefined;
  }
}

// Safari has no idle callbacks.
const requestIdle = (task: () => void) =>
  "requestIdleCallback" in globalThis ? requestIdleCallback(task) : setTimeout(task, 50);
const idleTasks: (() => void)[] = [];

/** Runs `task` when the page is idle. Tasks run one at a time, in order. */
export function whenIdle(task: () => void) {
  if (idleTasks.push(task) === 1) requestIdle(runIdleTask);
}

function runIdleTask() {
  const task = idleTasks[0];
  if (task) attempt(task);
  idleTasks.shift();
  if (idleTasks.length > 0) requestIdle(runIdleTask);
}
