import assert from "node:assert/strict";
import { test } from "node:test";
import { type Locks, WorkQueue } from "./work-queue.ts";

/** A lock that another tab may hold. */
class FakeLock implements Locks {
  #release: (() => void) | undefined;
  #free: Promise<void> = Promise.resolve();

  hold() {
    this.#free = new Promise((resolve) => {
      this.#release = () => {
        this.#release = undefined;
        resolve();
      };
    });
  }

  release() {
    this.#release?.();
  }

  async request<T>(_: string, { ifAvailable, signal }: LockOptions, callback: (lock: unknown) => Promise<T>): Promise<T> {
    if (ifAvailable) return callback(this.#release ? null : {});
    const aborted = new Promise<never>((_resolve, reject) => {
      const abort = () => reject(new Error("AbortError"));
      signal?.addEventListener("abort", abort);
      if (signal?.aborted) abort();
    });
    await Promise.race([this.#free, aborted]);
    return callback({});
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("work is done one thing at a time, in order, also after a failure", async () => {
  for (const queue of [new WorkQueue(undefined), new WorkQueue(new FakeLock())]) {
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await settle();
      log.push(`${name} ends`);
      if (name === "a") throw new Error("a failed");
    };
    const onWaiting = () => log.push("waiting");
    const results = await Promise.allSettled([queue.run(work("a"), { onWaiting }), queue.run(work("b"), { onWaiting })]);
    assert.deepEqual(log, ["a begins", "a ends", "b begins", "b ends"]);
    assert.deepEqual(results.map(({ status }) => status), ["rejected", "fulfilled"]);
  }
});

test("work waits for another tab, and says so", async () => {
  const lock = new FakeLock();
  const queue = new WorkQueue(lock);
  const log: string[] = [];
  lock.hold();
  const done = queue.run(async () => void log.push("work"), { onWaiting: () => log.push("waiting") });
  await settle();
  assert.deepEqual(log, ["waiting"]);
  lock.release();
  await done;
  assert.deepEqual(log, ["waiting", "work"]);
});

test("work that is stopped no longer waits, and the next work can run", async () => {
  const lock = new FakeLock();
  const queue = new WorkQueue(lock);
  const log: string[] = [];
  const controller = new AbortController();
  lock.hold();
  const stopped = queue.run(async () => void log.push("stopped"), { signal: controller.signal, onWaiting: () => controller.abort() });
  await assert.rejects(stopped, /AbortError/);
  lock.release();
  await queue.run(async () => void log.push("next"), { onWaiting: () => {} });
  assert.deepEqual(log, ["next"]);
});
