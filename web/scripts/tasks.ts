// Tasks without the delay of a timer, which waits four milliseconds each time.

const { port1, port2 } = new MessageChannel();
const tasks: (() => void)[] = [];
port1.onmessage = () => tasks.shift()?.();

/** Runs `task` in a new task, after the messages and events that are pending. */
export function queueTask(task: () => void) {
  tasks.push(task);
  port2.postMessage(null);
}

/** Yields to pending messages between two steps. */
export const yieldToMessages = () => new Promise<void>(queueTask);
