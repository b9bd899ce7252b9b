// A queue for the work of this worker, shared with the other tabs of the origin by a lock: two models at once would take twice
// the memory and run at half the speed.

/** The part of the Web Locks API that is used. */
export interface Locks {
  request<T>(name: string, options: LockOptions, callback: (lock: unknown) => Promise<T>): Promise<T>;
}

const LOCK = "abcb model";

export class WorkQueue {
  readonly #locks: Locks | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(locks: Locks | undefined) {
    this.#locks = locks;
  }

  /** Runs `work` when all earlier work is done. `onWaiting` is called if another tab is working. `signal` aborts the wait. */
  run(work: () => Promise<void>, { signal, onWaiting }: { signal?: AbortSignal; onWaiting: () => void }): Promise<void> {
    const result = this.#last.then(() => this.#runWithLock(work, signal, onWaiting));
    this.#last = result.catch(() => {});
    return result;
  }

  async #runWithLock(work: () => Promise<void>, signal: AbortSignal | undefined, onWaiting: () => void) {
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
