import assert from "node:assert/strict";
import { test } from "node:test";

import type { Entry } from "../src/upload/entries.ts";
import { type Store, UploadMemory } from "../src/upload/memory.ts";

const DAY = 24 * 3600 * 1000;
const PERMIT = { id: "k1", upload_url: "/uploads/k1", token: "t", delivery_url: "" };

function entry(id: string, changes: Partial<Entry> = {}): Entry {
  return {
    id,
    clientId: `c-${id}`,
    name: "anggota.xlsx",
    size: 1000,
    sha256: "00",
    regency: "81.01",
    mends: "",
    page: "/kirim/",
    addedAt: 0,
    place: 1000,
    received: 400,
    permit: PERMIT,
    paused: false,
    state: "open",
    outcome: "",
    ...changes,
  };
}

function emptyStore(): Store {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (n) => [...items.keys()][n] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

const ids = (memory: UploadMemory): string[] => memory.all().map(({ id }) => id);

test("what one page remembers the next one finds, in the order of the queue", () => {
  const store = emptyStore();
  store.setItem("somebody-else", "{}");
  const memory = new UploadMemory(store);
  memory.put(entry("late", { place: 5, addedAt: 2 }));
  memory.put(entry("first", { place: 1 }));
  memory.put(entry("early", { place: 5, addedAt: 1 }));
  memory.change("first", { received: 900 });
  const next = new UploadMemory(store);
  assert.deepEqual(ids(next), ["first", "early", "late"]);
  assert.equal(next.get("first")?.received, 900);
});

test("what another tab has forgotten is not brought back by a late change", () => {
  const store = emptyStore();
  const memory = new UploadMemory(store);
  memory.put(entry("a"));
  new UploadMemory(store).forget("a");
  memory.change("a", { received: 500 });
  assert.deepEqual(ids(memory), []);
});

test("an unfinished upload is kept for as long as the server keeps it, and no shorter", () => {
  let now = 0;
  const memory = new UploadMemory(emptyStore(), () => now);
  memory.put(entry("long", { permit: { ...PERMIT, expires_at: new Date(30 * DAY).toISOString() } }));
  memory.put(entry("unbegun", { permit: null }));
  memory.put(entry("stopped", { state: "stopped" }));
  memory.put(entry("done", { state: "received" }));
  now = 13 * DAY;
  memory.tidy();
  assert.deepEqual(ids(memory).sort(), ["long", "stopped", "unbegun"]);
  now = 29 * DAY;
  memory.tidy();
  assert.deepEqual(ids(memory), ["long"]);
  now = 31 * DAY;
  memory.tidy();
  assert.deepEqual(ids(memory), []);
});

test("a damaged, full or forbidden store never stops an upload", () => {
  const store = emptyStore();
  store.setItem("sipol-upload:a", '{"id":"a","na');
  assert.equal(new UploadMemory(store).get("a"), null);
  const refuse = (): never => {
    throw new Error("forbidden");
  };
  const full = { length: 0, key: refuse, getItem: refuse, setItem: refuse, removeItem: refuse };
  for (const forbidden of [full, null]) {
    const memory = new UploadMemory(forbidden);
    memory.put(entry("b"));
    memory.change("b", { received: 700 });
    assert.equal(memory.all()[0]?.received, 700);
    memory.forget("b");
    assert.deepEqual(ids(memory), []);
  }
});
