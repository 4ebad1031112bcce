/**
 * How much to send in one request. A piece counts whole or not at all, because its checksum is
 * checked before it is kept. So a request should last a few seconds on any line: long enough to be
 * worth its round trip, short enough that a break costs little.
 */
const KIB = 1024;
export const FIRST_CHUNK = 256 * KIB;
const SMALLEST_CHUNK = 64 * KIB;
const LARGEST_CHUNK = 4096 * KIB;
const AIM_S = 4;

/** The next size after `size` bytes were acknowledged in `seconds`. */
export function chunkAfterSuccess(size: number, seconds: number): number {
  const aimed = (size * AIM_S) / Math.max(seconds, 0.001);
  return within(Math.min(aimed, size * 2));
}

/** The next size after a request that broke off. */
export function chunkAfterFailure(size: number): number {
  return within(size / 2);
}

function within(size: number): number {
  const grains = Math.round(size / SMALLEST_CHUNK) * SMALLEST_CHUNK;
  return Math.min(LARGEST_CHUNK, Math.max(SMALLEST_CHUNK, grains));
}
