import assert from "node:assert/strict";
import { test } from "node:test";
import { DrawThrottle } from "./draw-throttle.ts";

/** Returns the times at which text is drawn that arrives in every frame of a second, `length` characters each time. */
function drawings(length: number) {
  const throttle = new DrawThrottle();
  const times: number[] = [];
  let pending = 0;
  for (let now = 0; now < 1_000; now += 16) {
    pending += length;
    if (throttle.delay(pending, now) > 0) continue;
    throttle.startDrawing(pending, now);
    pending = 0;
    times.push(now);
  }
  return times;
}

test("text that can be read is drawn in every frame", () => {
  assert.equal(drawings(4).length, 63);
  assert.equal(drawings(24).length, 63);
});

test("text that comes faster is drawn about twelve times a second", () => {
  for (const length of [100, 1_000, 100_000]) {
    const times = drawings(length);
    assert.ok(times.length >= 10 && times.length <= 16, `${times.length} drawings`);
  }
});

test("the first text is drawn at once, however long it is", () => {
  assert.equal(new DrawThrottle().delay(1_000_000, 5_000), 0);
});

test("a few words that arrive together after a pause are drawn at once", () => {
  const throttle = new DrawThrottle();
  throttle.startDrawing(200, 0);
  assert.equal(throttle.delay(200, 1_000), 0);
  throttle.startDrawing(200, 1_000);
  assert.equal(throttle.delay(90, 1_016), 0);
});

test("text that has to wait gets the remaining delay", () => {
  const throttle = new DrawThrottle();
  throttle.startDrawing(5_000, 0);
  assert.equal(throttle.delay(500, 30), 50);
  assert.equal(throttle.delay(500, 80), 0);
  assert.equal(throttle.delay(500, 90), 0);
});

test("the delay counts from the end of a drawing that takes long", () => {
  const throttle = new DrawThrottle();
  throttle.startDrawing(5_000, 0);
  throttle.endDrawing(200);
  assert.equal(throttle.delay(5_000, 210), 70);
  assert.equal(throttle.delay(5_000, 280), 0);
});
