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
/** How long idle tasks run before the page is drawn. Each drawing costs more than a small task, so several share one. */
const IDLE_BUDGET_MILLIS = 8;
const idleTasks: (() => void)[] = [];

/** Runs `task` when the page is idle. Tasks run in order. */
export function whenIdle(task: () => void) {
  if (idleTasks.push(task) === 1) requestIdle(runIdleTasks);
}

function runIdleTasks() {
  const deadline = performance.now() + IDLE_BUDGET_MILLIS;
  for (let task = idleTasks[0]; task; task = idleTasks[0]) {
    attempt(task);
    // Only now: a task that is added meanwhile must not ask for another idle time.
    idleTasks.shift();
    if (performance.now() >= deadline) break;
  }
  if (idleTasks.length > 0) requestIdle(runIdleTasks);
}
