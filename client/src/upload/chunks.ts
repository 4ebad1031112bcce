/**
 * How much to send in one request. What was not acknowledged is sent again after a break, so a
 * request should last a few seconds on any line: long enough to be worth its round trip, short
 * enough that a break costs little.
 */
const KIB = 1024;
export const FIRST_CHUNK = 256 * KIB;
const SMALLEST_CHUNK = 64 * KIB;
const LARGEST_CHUNK = 8 * 1024 * KIB;
const SHORT_S = 3;
const LONG_S = 12;

/** The next size after `size` bytes were acknowledged in `seconds`. */
export function chunkAfterSuccess(size: number, seconds: number): number {
  if (seconds < SHORT_S) {
    return Math.min(LARGEST_CHUNK, size * 2);
  }
  return seconds > LONG_S ? chunkAfterFailure(size) : size;
}

/** The next size after a request that broke off. */
export function chunkAfterFailure(size: number): number {
  return Math.max(SMALLEST_CHUNK, Math.floor(size / 2));
}
