import assert from "node:assert/strict";
import { test } from "node:test";

import { utcOffset } from "../src/page/clock.ts";
import { Announcer } from "../src/upload/announcer.ts";
import { percent, remaining, size, state, timeOfDay } from "../src/upload/words.ts";

test("sizes and times are written as Indonesians write them", () => {
  assert.equal(size(999), "999 B");
  assert.equal(size(84_000), "84 kB");
  assert.equal(size(1_536_000), "1,5 MB");
  assert.equal(timeOfDay(Date.parse("2026-11-23T07:32:05Z"), "Asia/Jakarta"), "14.32.05 WIB");
  assert.equal(timeOfDay(Date.parse("2026-11-23T07:32:05Z"), "Asia/Jayapura"), "16.32.05 WIT");
});

test("a hundred per cent means everything", () => {
  assert.equal(percent(999_999, 1_000_000), 99);
  assert.equal(percent(1_000_000, 1_000_000), 100);
  assert.equal(state.sending(43), "Mengirim 43 %");
});

test("what cannot be known is said", () => {
  assert.equal(remaining(null), "sisa waktu belum dapat diperkirakan");
  assert.equal(remaining(30), "sisa kurang dari 1 menit");
  assert.equal(remaining(400), "sisa ± 10 menit");
  assert.equal(remaining(3 * 3600), "sisa ± 3 jam");
});

test("screen readers hear at most one sentence in ten seconds, and the latest one", () => {
  const spoken: string[] = [];
  const planned: [() => void, number][] = [];
  let now = 0;
  const announcer = new Announcer(
    (words) => spoken.push(words),
    () => now,
    (task, wait) => planned.push([task, wait]),
  );
  announcer.announce("Antre");
  now = 1000;
  for (const words of ["Mengirim 1 %", "Mengirim 2 %", "Mengirim 3 %"]) announcer.announce(words);
  assert.deepEqual(spoken, ["Antre"]);
  assert.equal(planned.length, 1);
  assert.equal(planned[0]?.[1], 9000);
  now = 10_000;
  planned[0]?.[0]();
  assert.deepEqual(spoken, ["Antre", "Mengirim 3 %"]);
});

test("the server's clock is shown in the server's zone", () => {
  assert.equal(utcOffset("2026-11-23T15:44:43+07:00"), 7 * 3_600_000);
  assert.equal(utcOffset("2026-11-23T15:44:43.123456-03:30"), -3.5 * 3_600_000);
  assert.equal(utcOffset("2026-11-23T08:44:43Z"), 0);
});
