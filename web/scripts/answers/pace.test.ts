import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "./pace.ts";

/** Returns the times at which text is drawn that arrives in every frame of a second, `length` characters each time. */
function drawings(length: number) {
  const pace = new Pace();
  const times: number[] = [];
  let unseen = 0;
  for (let now = 0; now < 1_000; now += 16) {
    unseen += length;
    if (pace.wait(unseen, now) > 0) continue;
    pace.draws(unseen, now);
    unseen = 0;
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
  assert.equal(new Pace().wait(1_000_000, 5_000), 0);
});

test("a few words that arrive together after a pause are drawn at once", () => {
  const pace = new Pace();
  pace.draws(200, 0);
  assert.equal(pace.wait(200, 1_000), 0);
  pace.draws(200, 1_000);
  assert.equal(pace.wait(90, 1_016), 0);
});

test("what waits is told for how long", () => {
  const pace = new Pace();
  pace.draws(5_000, 0);
  assert.equal(pace.wait(500, 30), 50);
  assert.equal(pace.wait(500, 80), 0);
  assert.equal(pace.wait(500, 90), 0);
});

test("a page that takes long to draw is left as much time between two drawings", () => {
  const pace = new Pace();
  pace.draws(5_000, 0);
  pace.hasDrawn(200);
  assert.equal(pace.wait(5_000, 210), 70);
  assert.equal(pace.wait(5_000, 280), 0);
});
