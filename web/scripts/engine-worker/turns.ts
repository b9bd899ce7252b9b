// Work is done one thing at a time in this worker, and in turn with the other tabs of the origin: two models at once would take
// twice the memory and run at half the speed.

/** What is used of the browser's Web Locks. */
export interface Locks {
  request<T>(name: string, options: LockOptions, callback: (lock: unknown) => Promise<T>): Promise<T>;
}

const LOCK = "abcb model";

export class Turns {
  readonly #locks: Locks | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(locks: Locks | undefined) {
    this.#locks = locks;
  }

  /** Does `work` when everything before it is done. `onWaiting` is called if another tab is working. `signal` ends the waiting. */
  take(work: () => Promise<void>, { signal, onWaiting }: { signal?: AbortSignal; onWaiting: () => void }): Promise<void> {
    const turn = this.#last.then(() => this.#inTurnWithOtherTabs(work, signal, onWaiting));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #inTurnWithOtherTabs(work: () => Promise<void>, signal: AbortSignal | undefined, onWaiting: () => void) {
    const locks = this.#locks;
    if (!locks) return work();
    const isDone = await locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
      return lock !== null;
    });
    if (isDone) return;
    onWaiting();
    await locks.request(LOCK, signal ? { signal } : {}, work);
  }
}

const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** Lets messages be handled between two steps. A timer would wait for four milliseconds each time. */
export const yieldToMessages = () =>
  new Promise<void>((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
