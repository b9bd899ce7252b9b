import assert from "node:assert/strict";
import { test } from "node:test";
import { Timer, Timers } from "./timers.ts";

/** Creates fake timers that the test fires. */
function setUp() {
  const callbacks = new Map<number, () => void>();
  let lastId = 0;
  const set = (callback: () => void) => {
    lastId += 1;
    callbacks.set(lastId, callback);
    return lastId;
  };
  const ran: string[] = [];
  const timers = new Timers((id) => void (id !== undefined && callbacks.delete(id)));
  const run = (code: string) => ran.push(code);
  return {
    timers,
    ran,
    once: timers.counting(set, false, run),
    repeated: timers.counting(set, true, run),
    ring: () => [...callbacks.values()].forEach((callback) => callback()),
  };
}

test("all timers are done when the last one has rung", () => {
  const { timers, once, ring } = setUp();
  let isDone = false;
  timers.whenAllDone(() => (isDone = true));
  const heard: unknown[] = [];
  assert.ok(once((...args: unknown[]) => heard.push(args), 5, "a", 1) instanceof Timer);
  assert.deepEqual([timers.isAnySet, isDone], [true, false]);
  ring();
  assert.deepEqual(heard, [["a", 1]]);
  assert.deepEqual([timers.isAnySet, isDone], [false, true]);
});

test("a repeated timer counts until it is cleared", () => {
  const { timers, repeated, ring } = setUp();
  let rings = 0;
  const timer = repeated(() => (rings += 1));
  ring();
  ring();
  assert.deepEqual([rings, timers.isAnySet], [2, true]);
  timers.clear(timer);
  ring();
  assert.deepEqual([rings, timers.isAnySet], [2, false]);
});

test("a callback that throws is done, too", () => {
  const { timers, once, ring } = setUp();
  once(() => {
    throw new Error("late");
  });
  assert.throws(ring, /late/);
  assert.equal(timers.isAnySet, false);
});

test("a callback may be text, and what is no timer can be cleared", () => {
  const { timers, once, ran, ring } = setUp();
  once("code");
  timers.clear(undefined);
  timers.clear(7);
  assert.equal(timers.isAnySet, true);
  ring();
  assert.deepEqual(ran, ["code"]);
});
