import assert from "node:assert/strict";
import { test } from "node:test";

import { plannableMinutes, RateMeter } from "../src/upload/rate.ts";

function steady(meter: RateMeter, bytesPerSecond: number, seconds: number, step = 1): void {
  for (let second = 0; second <= seconds; second += step) {
    meter.note(second * bytesPerSecond, second);
  }
}

test("says nothing before ten seconds have been measured", () => {
  const meter = new RateMeter();
  steady(meter, 1000, 8);
  assert.equal(meter.secondsFor(50_000), null);
});

test("a steady line gives its rate and the time that is left", () => {
  const meter = new RateMeter();
  steady(meter, 16_000, 20);
  assert.ok(Math.abs((meter.bytesPerSecond ?? 0) - 16_000) < 1);
  assert.ok(Math.abs((meter.secondsFor(160_000) ?? 0) - 10) < 0.01);
});

test("refuses to estimate while the rate swings by more than half", () => {
  const meter = new RateMeter();
  let bytes = 0;
  for (let second = 0; second <= 60; second += 2) {
    meter.note(bytes, second);
    bytes += second % 4 === 0 ? 100 : 100_000;
  }
  assert.equal(meter.secondsFor(1_000_000), null);
});

test("an outage is not counted as slow sending", () => {
  const meter = new RateMeter();
  steady(meter, 1000, 20);
  meter.interrupt();
  meter.note(20_000, 620);
  meter.note(22_000, 622);
  assert.ok(Math.abs((meter.bytesPerSecond ?? 0) - 1000) < 1);
});

test("going back to what the server holds does not make a negative rate", () => {
  const meter = new RateMeter();
  steady(meter, 1000, 20);
  meter.note(5_000, 22);
  meter.note(9_000, 26);
  assert.ok(Math.abs((meter.bytesPerSecond ?? 0) - 1000) < 1);
});

test("a burst into the browser's buffer is spread over the time until the next", () => {
  const meter = new RateMeter();
  for (let chunk = 0; chunk < 5; chunk += 1) {
    meter.note(chunk * 262_144, chunk * 16);
    meter.note((chunk + 1) * 262_144, chunk * 16 + 0.05);
  }
  assert.ok(Math.abs((meter.bytesPerSecond ?? 0) - 16_384) < 100);
});

test("minutes are rounded up to what a person can plan with", () => {
  const cases = [
    [20, 1],
    [61, 2],
    [299, 5],
    [301, 10],
    [1800, 30],
    [1801, 45],
    [7300, 180],
  ];
  for (const [seconds, minutes] of cases) {
    assert.equal(plannableMinutes(seconds), minutes, `${seconds} s`);
  }
});
