import assert from "node:assert/strict";
import { test } from "node:test";

import { fingerprint, type Store, UploadMemory } from "../src/upload/memory.ts";

const FILE = { name: "anggota.xlsx", size: 1000, lastModified: 17 };
const PERMIT = { id: "k1", upload_url: "/uploads/k1", token: "t", delivery_url: "/kiriman/k1" };
const BEGUN = { clientId: "c1", name: FILE.name, size: FILE.size, received: 400, permit: PERMIT };

function emptyStore(): Store & { items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

test("the same file chosen after a reload finds its upload", () => {
  const store = emptyStore();
  const print = fingerprint(FILE, "81.01", "");
  new UploadMemory(store).save(print, BEGUN);
  const found = new UploadMemory(store).find(fingerprint({ ...FILE }, "81.01", ""));
  assert.deepEqual(found?.permit, PERMIT);
  assert.equal(found?.received, 400);
});

test("another name, size, time, regency or replacement is another upload", () => {
  const prints = [
    fingerprint(FILE, "81.01", ""),
    fingerprint({ ...FILE, name: "b.xlsx" }, "81.01", ""),
    fingerprint({ ...FILE, size: 1001 }, "81.01", ""),
    fingerprint({ ...FILE, lastModified: 18 }, "81.01", ""),
    fingerprint(FILE, "81.02", ""),
    fingerprint(FILE, "81.01", "k0"),
    fingerprint({ ...FILE, name: 'anggota.xlsx",1000' }, "81.01", ""),
  ];
  assert.equal(new Set(prints).size, prints.length);
});

test("forgets what is finished and what is older than two weeks", () => {
  const store = emptyStore();
  let now = 0;
  const memory = new UploadMemory(store, () => now);
  memory.save("a", BEGUN);
  memory.save("b", BEGUN);
  memory.forget("a");
  assert.equal(memory.find("a"), null);
  assert.notEqual(memory.find("b"), null);
  now = 15 * 24 * 3600 * 1000;
  assert.equal(memory.find("b"), null);
});

test("only uploads that the server knows are shown as unfinished", () => {
  const memory = new UploadMemory(emptyStore());
  memory.save("a", { ...BEGUN, permit: null });
  memory.save("b", BEGUN);
  assert.deepEqual(
    memory.unfinished().map((one) => one.clientId),
    ["c1"],
  );
});

test("a damaged, full or forbidden store never stops an upload", () => {
  const store = emptyStore();
  store.setItem("sipol-uploads-1", '[["a",{"na');
  assert.equal(new UploadMemory(store).find("a"), null);
  const full: Store = {
    getItem: () => {
      throw new Error("forbidden");
    },
    setItem: () => {
      throw new Error("full");
    },
    removeItem: () => undefined,
  };
  new UploadMemory(full).save("a", BEGUN);
  new UploadMemory(null).save("a", BEGUN);
});
