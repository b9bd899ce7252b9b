import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { whenIdle } from "./scheduling.ts";

/** The idle callbacks that were requested and have not run. */
const idleCallbacks: (() => void)[] = [];
Reflect.set(globalThis, "requestIdleCallback", (task: () => void) => idleCallbacks.push(task));

/** Runs the next one, as a browser does when the page is idle. */
const runIdleCallback = () => idleCallbacks.shift()?.();

test("small tasks share one idle time, and long ones do not", () => {
  let now = 0;
  mock.method(performance, "now", () => now);
  const done: string[] = [];
  const task = (name: string, millis: number) => () => {
    done.push(name);
    now += millis;
  };
  whenIdle(task("a", 1));
  whenIdle(task("b", 1));
  whenIdle(task("c", 20));
  whenIdle(task("d", 1));
  assert.deepEqual([done, idleCallbacks.length], [[], 1]);
  runIdleCallback();
  assert.deepEqual([done, idleCallbacks.length], [["a", "b", "c"], 1]);
  runIdleCallback();
  assert.deepEqual([done, idleCallbacks.length], [["a", "b", "c", "d"], 0]);
});

test("a task that fails or adds another does not hold up the others", () => {
  mock.method(console, "warn", () => {});
  const done: string[] = [];
  whenIdle(() => {
    whenIdle(() => done.push("added"));
    throw new Error("This task fails.");
  });
  whenIdle(() => done.push("next"));
  assert.equal(idleCallbacks.length, 1);
  while (idleCallbacks.length > 0) runIdleCallback();
  assert.deepEqual(done, ["next", "added"]);
});
