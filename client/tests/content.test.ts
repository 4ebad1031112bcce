import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";

import { checksumOf, digestOf, hex } from "../src/upload/content.ts";
import { Sha256 } from "../src/upload/sha256.ts";

const nodeHash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

test("the digest is SHA-256, at every length around a block and in pieces of any size", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = randomBytes(length);
    const digest = new Sha256();
    for (let at = 0; at < length; at += 1 + (length % 67)) {
      digest.update(bytes.subarray(at, at + 1 + (length % 67)));
    }
    assert.equal(hex(digest.digest()), nodeHash(bytes), `${length} bytes`);
  }
});

test("a file is read slice by slice and digested whole", async () => {
  const bytes = randomBytes(2_500_000);
  const heard: number[] = [];
  assert.equal(await digestOf(new Blob([bytes]), (read) => heard.push(read)), nodeHash(bytes));
  assert.deepEqual(heard, [0, 1048576, 2097152]);
});

test("a piece's checksum is what tus wants, with and without WebCrypto", async () => {
  const piece = randomBytes(70_000);
  const buffer = piece.buffer.slice(piece.byteOffset, piece.byteOffset + piece.length) as ArrayBuffer;
  const expected = `sha256 ${createHash("sha256").update(piece).digest("base64")}`;
  assert.equal(await checksumOf(buffer), expected);
  const whole = globalThis.crypto;
  Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
  try {
    assert.equal(await checksumOf(buffer), expected);
  } finally {
    Object.defineProperty(globalThis, "crypto", { value: whole, configurable: true });
  }
});
