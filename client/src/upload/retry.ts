/**
 * When to try again. There is no last attempt: an upload ends by arriving, by its owner's word, or
 * because the server itself says that it is gone. Waits are drawn at random over their whole length
 * (full jitter), so that thousands of clients cut off in one second do not come back in one second.
 */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const LONGEST_OBEYED_MS = 60 * 60 * 1000;

/**
 * Milliseconds to wait before attempt `attempt` (counted from 0 since the last progress).
 *
 * A Retry-After is a promise of the server: never come earlier, and spread a little after it.
 */
export function waitBefore(
  attempt: number,
  retryAfterMs: number | null = null,
  random: () => number = Math.random,
): number {
  if (retryAfterMs !== null) {
    const obeyed = Math.min(retryAfterMs, LONGEST_OBEYED_MS);
    return Math.round(obeyed + random() * (1000 + obeyed / 10));
  }
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  return Math.round(random() * ceiling);
}

/** Retry-After as seconds or as a date, in milliseconds from `now`; null when it says nothing. */
export function readRetryAfter(header: string | null | undefined, now: number): number | null {
  const text = header?.trim();
  if (!text) {
    return null;
  }
  if (/^\d+$/.test(text)) {
    return Number(text) * 1000;
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
