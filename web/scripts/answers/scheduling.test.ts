import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { whenIdle } from "./scheduling.ts";

/** The idle times that were asked for and have not come. */
const asked: (() => void)[] = [];
Reflect.set(globalThis, "requestIdleCallback", (task: () => void) => asked.push(task));

/** Lets the next idle time come. */
const beIdle = () => asked.shift()?.();

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
  assert.deepEqual([done, asked.length], [[], 1]);
  beIdle();
  assert.deepEqual([done, asked.length], [["a", "b", "c"], 1]);
  beIdle();
  assert.deepEqual([done, asked.length], [["a", "b", "c", "d"], 0]);
});

test("a task that fails or adds another holds up nothing", () => {
  mock.method(console, "warn", () => {});
  const done: string[] = [];
  whenIdle(() => {
    whenIdle(() => done.push("added"));
    throw new Error("This task fails.");
  });
  whenIdle(() => done.push("next"));
  assert.equal(asked.length, 1);
  while (asked.length > 0) beIdle();
  assert.deepEqual(done, ["next", "added"]);
});
