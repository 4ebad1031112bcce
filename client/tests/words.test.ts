import assert from "node:assert/strict";
import { test } from "node:test";

import { utcOffset } from "../src/page/clock.ts";
import { Announcer } from "../src/upload/announcer.ts";
import { describe } from "../src/upload/describe.ts";
import type { Entry } from "../src/upload/entries.ts";
import { backlog, percent, remaining, size, timeOfDay } from "../src/upload/figures.ts";
import { state, stopWords } from "../src/upload/words.ts";

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
  assert.equal(state.sending(43), "Sedang dikirim 43 %");
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

test("the header counts what has not arrived and what is left of it", () => {
  assert.equal(backlog([{ size: 3_000_000, received: 0 }, { size: 500_000, received: 400_000 }]), "2 · 3,1 MB");
});

const ENTRY: Entry = {
  id: "a",
  clientId: "c",
  name: "anggota.xlsx",
  size: 1000,
  sha256: "00",
  regency: "",
  mends: "",
  page: "/",
  addedAt: 0,
  place: 1000,
  received: 400,
  permit: null,
  paused: false,
  state: "open",
  outcome: "",
};
const SCENE = { active: "", sent: 0, resumedFrom: 0, waitsUntil: 0, busy: false, signedOut: false };
const RATE = { bytesPerSecond: null, secondsFor: () => null };
const AROUND = {
  scene: SCENE,
  elsewhere: "",
  hasFile: true,
  hasHandle: false,
  rate: RATE,
  isFirst: true,
  isLast: false,
};

test("an upload says where it is, and offers only what means something now", () => {
  const soon = Date.now() + 60_000;
  const cases: [Partial<Entry>, object, string, string[]][] = [
    [{}, {}, "Di perangkat ini – antre", ["pause", "down", "withdraw"]],
    [{}, { isFirst: false, isLast: true }, "Di perangkat ini – antre", ["pause", "up", "withdraw"]],
    [{}, { hasFile: false }, "Di perangkat ini – menunggu berkasnya", ["resume", "down", "withdraw"]],
    [{ paused: true }, {}, "Di perangkat ini – dijeda", ["resume", "down", "withdraw"]],
    [{}, { elsewhere: "a", hasFile: false }, "Sedang dikirim di tab lain 40 %", ["pause", "down", "withdraw"]],
    [{}, { scene: { ...SCENE, active: "a", sent: 1000 } }, "Sedang dikirim 99 %", ["pause", "down", "withdraw"]],
    [{}, { scene: { ...SCENE, signedOut: true } }, "Di perangkat ini – menunggu Anda masuk", ["pause", "down", "withdraw"]],
    [{}, { scene: { ...SCENE, waitsUntil: soon } }, "Terputus", ["try-now", "pause", "down", "withdraw"]],
    [{}, { scene: { ...SCENE, waitsUntil: soon, busy: true } }, "Server sedang penuh", ["pause", "down", "withdraw"]],
    [{ state: "stopped" }, {}, "Tidak dapat dilanjutkan", ["again", "withdraw"]],
    [{ state: "received", outcome: "/kiriman/1" }, {}, "Diterima server", ["dismiss"]],
  ];
  for (const [changes, around, words, buttons] of cases) {
    const look = describe({ ...ENTRY, ...changes }, { ...AROUND, ...around });
    assert.ok(look.state.startsWith(words), `${look.state} / ${words}`);
    assert.deepEqual(look.buttons, buttons, words);
    assert.equal(look.delivery !== "", changes.state === "received");
  }
});

test("why an upload stopped comes from the server's code, or from its status when there is none", () => {
  const said = (code: string, status: number) => stopWords({ code, status, sentence: "" }, false);
  assert.match(said("upload_revoked", 403), /sudah dicabut/);
  assert.match(said("", 403), /mungkin dicabut/);
  assert.match(said("", 410), /14 hari/);
  assert.match(said("upload_lost", 410), /kehilangan/);
  assert.match(said("", 404), /tidak lagi menyimpan/);
  assert.equal(stopWords({ code: "", status: 413, sentence: "Terlalu besar." }, true), "Terlalu besar.");
});
