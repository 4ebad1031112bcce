import assert from "node:assert/strict";
import { test } from "node:test";

import { chunkAfterFailure, chunkAfterSuccess, FIRST_CHUNK } from "../src/upload/chunks.ts";
import { isFinal, readRetryAfter, waitBefore } from "../src/upload/retry.ts";

test("the longest wait doubles and stops at thirty seconds, however often it failed", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 1000].map((n) => waitBefore(n, null, () => 1));
  assert.deepEqual(longest, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("jitter reaches down to nothing, so that nobody comes back together", () => {
  assert.equal(waitBefore(9, null, () => 0), 0);
  const waits = new Set(Array.from({ length: 50 }, () => waitBefore(9)));
  assert.ok(waits.size > 40);
});

test("never earlier than the server asked, and not all at that moment", () => {
  assert.equal(waitBefore(0, 20_000, () => 0), 20_000);
  assert.equal(waitBefore(5, 20_000, () => 0.5), 35_000);
});

test("reads Retry-After in both its forms, and nothing else", () => {
  const now = Date.parse("2026-11-23T08:44:43Z");
  assert.equal(readRetryAfter("120", now), 120_000);
  assert.equal(readRetryAfter("Mon, 23 Nov 2026 08:45:43 GMT", now), 60_000);
  assert.equal(readRetryAfter("Mon, 23 Nov 2026 08:00:00 GMT", now), 0);
  for (const nothing of [null, undefined, "", "soon"]) {
    assert.equal(readRetryAfter(nothing, now), null);
  }
});

test("only four answers end an upload", () => {
  const final = [200, 400, 401, 403, 404, 409, 410, 413, 423, 429, 460, 500, 502, 503].filter(isFinal);
  assert.deepEqual(final, [401, 403, 404, 410]);
});

test("pieces grow on a fast line, shrink on a slow or broken one, within bounds", () => {
  assert.equal(chunkAfterSuccess(FIRST_CHUNK, 0.5), 2 * FIRST_CHUNK);
  assert.equal(chunkAfterSuccess(FIRST_CHUNK, 6), FIRST_CHUNK);
  assert.equal(chunkAfterSuccess(FIRST_CHUNK, 30), FIRST_CHUNK / 2);
  let size = FIRST_CHUNK;
  for (let n = 0; n < 20; n += 1) size = chunkAfterFailure(size);
  assert.equal(size, 64 * 1024);
  for (let n = 0; n < 20; n += 1) size = chunkAfterSuccess(size, 0.1);
  assert.equal(size, 8 * 1024 * 1024);
});
