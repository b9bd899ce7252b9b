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
    once: timers.track(set, false, run),
    repeated: timers.track(set, true, run),
    fire: () => [...callbacks.values()].forEach((callback) => callback()),
  };
}

test("all timers are done when the last one has fired", () => {
  const { timers, once, fire } = setUp();
  let isDone = false;
  timers.whenAllDone(() => (isDone = true));
  const received: unknown[] = [];
  assert.ok(once((...args: unknown[]) => received.push(args), 5, "a", 1) instanceof Timer);
  assert.deepEqual([timers.hasActive, isDone], [true, false]);
  fire();
  assert.deepEqual(received, [["a", 1]]);
  assert.deepEqual([timers.hasActive, isDone], [false, true]);
});

test("a repeated timer counts until it is cleared", () => {
  const { timers, repeated, fire } = setUp();
  let calls = 0;
  const timer = repeated(() => (calls += 1));
  fire();
  fire();
  assert.deepEqual([calls, timers.hasActive], [2, true]);
  timers.clear(timer);
  fire();
  assert.deepEqual([calls, timers.hasActive], [2, false]);
});

test("a callback that throws is done, too", () => {
  const { timers, once, fire } = setUp();
  once(() => {
    throw new Error("late");
  });
  assert.throws(fire, /late/);
  assert.equal(timers.hasActive, false);
});

test("a callback may be text, and clearing something that is not a timer does nothing", () => {
  const { timers, once, ran, fire } = setUp();
  once("code");
  timers.clear(undefined);
  timers.clear(7);
  assert.equal(timers.hasActive, true);
  fire();
  assert.deepEqual(ran, ["code"]);
});
