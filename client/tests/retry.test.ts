import assert from "node:assert/strict";
import { test } from "node:test";

import { chunkAfterFailure, chunkAfterSuccess, FIRST_CHUNK } from "../src/upload/chunks.ts";
import { readRetryAfter, waitBefore } from "../src/upload/retry.ts";
import { type Trouble, verdictOnTransfer, verdictOnWish } from "../src/upload/trouble.ts";

const KIB = 1024;

test("the longest wait doubles and stops at a minute, however often it failed", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 1000].map((n) => waitBefore(n, null, () => 1));
  assert.deepEqual(longest, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

test("jitter reaches down to nothing, so that nobody comes back together", () => {
  assert.equal(waitBefore(9, null, () => 0), 0);
  const waits = new Set(Array.from({ length: 50 }, () => waitBefore(9)));
  assert.ok(waits.size > 40);
});

test("never earlier than the server asked, and not all at that moment", () => {
  assert.equal(waitBefore(0, 20_000, () => 0), 20_000);
  assert.equal(waitBefore(50, 20_000, () => 1), 23_000);
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

const STATUSES = [0, 200, 302, 400, 401, 403, 404, 407, 409, 410, 413, 423, 429, 460, 500, 502, 503, 507];

function trouble(status: number, genuine: boolean, sentence = ""): Trouble {
  return { status, genuine, code: "", sentence, retryAfterMs: null };
}

test("only our own server's word stops an upload; nothing ever begins it anew", () => {
  const stopped = STATUSES.filter((one) => verdictOnTransfer(trouble(one, true)) === "stopped");
  assert.deepEqual(stopped, [400, 401, 403, 404, 410, 413]);
  const boxes = STATUSES.map((one) => verdictOnTransfer(trouble(one, false)));
  assert.deepEqual(new Set(boxes), new Set(["line"]));
  assert.equal(verdictOnTransfer(trouble(409, true)), "resync");
});

test("trouble of one upload does not hold the others; trouble of the line holds all", () => {
  const own = STATUSES.filter((one) => verdictOnTransfer(trouble(one, true)) === "own");
  assert.deepEqual(own, [423, 460]);
  for (const status of [0, 200, 429, 500, 502, 503, 507]) {
    assert.equal(verdictOnTransfer(trouble(status, true)), "line", `${status}`);
  }
});

test("a wish is refused by a reason, put off by a session, and repeated otherwise", () => {
  assert.equal(verdictOnWish(trouble(401, true)), "signed-out");
  assert.equal(verdictOnWish(trouble(403, true)), "signed-out");
  assert.equal(verdictOnWish(trouble(403, true, "Wilayah ini bukan wilayah Anda.")), "stopped");
  assert.equal(verdictOnWish(trouble(422, true, "Terlalu besar.")), "stopped");
  for (const status of [0, 200, 408, 429, 500, 502, 503]) {
    assert.equal(verdictOnWish(trouble(status, true)), "line", `${status}`);
  }
  for (const status of STATUSES) {
    assert.equal(verdictOnWish(trouble(status, false)), "line", `portal ${status}`);
  }
});

test("pieces aim at a few seconds, shrink when cut, and stay within bounds", () => {
  assert.equal(chunkAfterSuccess(FIRST_CHUNK, 0.5), 2 * FIRST_CHUNK);
  assert.equal(chunkAfterSuccess(FIRST_CHUNK, 4), FIRST_CHUNK);
  assert.equal(chunkAfterSuccess(FIRST_CHUNK, 16), 64 * KIB);
  assert.equal(chunkAfterFailure(FIRST_CHUNK), FIRST_CHUNK / 2);
  let size = FIRST_CHUNK;
  for (let n = 0; n < 20; n += 1) size = chunkAfterFailure(size);
  assert.equal(size, 64 * KIB);
  for (let n = 0; n < 20; n += 1) size = chunkAfterSuccess(size, 0);
  assert.equal(size, 4096 * KIB);
});

test("on a line of 128 kbit/s that is cut every half minute, little is sent again", () => {
  const rate = 16_000;
  const total = 20_000_000;
  let [sent, again, chunk, now, cuts] = [0, 0, FIRST_CHUNK, 0, 0];
  let nextCut = 30;
  while (sent < total) {
    const seconds = chunk / rate;
    if (now + seconds > nextCut) {
      again += (nextCut - now) * rate;
      now = nextCut;
      nextCut += 30;
      cuts += 1;
      chunk = chunkAfterFailure(chunk);
    } else {
      now += seconds;
      sent += chunk;
      chunk = chunkAfterSuccess(chunk, seconds);
    }
  }
  assert.ok(cuts >= 30);
  assert.ok(again < 0.05 * total + cuts * 64 * KIB, `${again} bytes again after ${cuts} cuts`);
  assert.ok(again < 0.15 * total, `${again} bytes again`);
});
