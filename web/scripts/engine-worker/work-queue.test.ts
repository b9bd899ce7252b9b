import assert from "node:assert/strict";
import { test } from "node:test";
import { type Locks, Turns } from "./turns.ts";

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
  for (const turns of [new Turns(undefined), new Turns(new FakeLock())]) {
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await settle();
      log.push(`${name} ends`);
      if (name === "a") throw new Error("a failed");
    };
    const onWaiting = () => log.push("waiting");
    const results = await Promise.allSettled([turns.take(work("a"), { onWaiting }), turns.take(work("b"), { onWaiting })]);
    assert.deepEqual(log, ["a begins", "a ends", "b begins", "b ends"]);
    assert.deepEqual(results.map(({ status }) => status), ["rejected", "fulfilled"]);
  }
});

test("work waits for another tab, and says so", async () => {
  const lock = new FakeLock();
  const turns = new Turns(lock);
  const log: string[] = [];
  lock.hold();
  const done = turns.take(async () => void log.push("work"), { onWaiting: () => log.push("waiting") });
  await settle();
  assert.deepEqual(log, ["waiting"]);
  lock.release();
  await done;
  assert.deepEqual(log, ["waiting", "work"]);
});

test("who is stopped waits no longer, and the next one can go on", async () => {
  const lock = new FakeLock();
  const turns = new Turns(lock);
  const log: string[] = [];
  const stopping = new AbortController();
  lock.hold();
  const stopped = turns.take(async () => void log.push("stopped"), { signal: stopping.signal, onWaiting: () => stopping.abort() });
  await assert.rejects(stopped, /AbortError/);
  lock.release();
  await turns.take(async () => void log.push("next"), { onWaiting: () => {} });
  assert.deepEqual(log, ["next"]);
});
