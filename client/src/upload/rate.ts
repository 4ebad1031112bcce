/**
 * How fast, and for how long still, without promising more than is known.
 *
 * The rate is an exponentially weighted mean over about a minute. Bytes leave a browser in bursts,
 * so they are summed into intervals of a few seconds before they count as one measurement.
 */
const WINDOW_S = 60;
const INTERVAL_S = 2;
const ENOUGH_S = 10;
const ENOUGH_MEASUREMENTS = 3;
const TOLERATED_VARIATION = 0.5;

export class RateMeter {
  #mean = 0;
  #variance = 0;
  #measurements = 0;
  #measuredSeconds = 0;
  #since: { seconds: number; bytes: number } | null = null;

  /** Take note that `bytes` of the file have left by now; `seconds` is any steadily rising clock. */
  note(bytes: number, seconds: number): void {
    const since = this.#since;
    if (!since || bytes < since.bytes) {
      this.#since = { seconds, bytes };
      return;
    }
    const elapsed = seconds - since.seconds;
    if (elapsed < INTERVAL_S) {
      return;
    }
    this.#count((bytes - since.bytes) / elapsed, elapsed);
    this.#since = { seconds, bytes };
  }

  /** A pause or an outage begins: the time until the next note is not sending time. */
  interrupt(): void {
    this.#since = null;
  }

  #count(rate: number, elapsed: number): void {
    // Until a whole window has been measured, every second of it counts alike.
    const weight = Math.max(
      1 - Math.exp(-elapsed / WINDOW_S),
      elapsed / (this.#measuredSeconds + elapsed),
    );
    const step = rate - this.#mean;
    this.#mean += weight * step;
    this.#variance = (1 - weight) * (this.#variance + weight * step * step);
    this.#measurements += 1;
    this.#measuredSeconds += elapsed;
  }

  /** Bytes per second, or null before there is anything to say. */
  get bytesPerSecond(): number | null {
    return this.#measurements > 0 ? this.#mean : null;
  }

  /** Seconds for `bytes` more, or null while no honest answer exists. */
  secondsFor(bytes: number): number | null {
    const known =
      this.#measuredSeconds >= ENOUGH_S && this.#measurements >= ENOUGH_MEASUREMENTS && this.#mean > 0;
    const steady = Math.sqrt(this.#variance) <= TOLERATED_VARIATION * this.#mean;
    return known && steady ? bytes / this.#mean : null;
  }
}

/** Whole minutes a person may plan with: up to the next 1, 5, 15 or 60, never finer than we know. */
export function plannableMinutes(seconds: number): number {
  const minutes = seconds / 60;
  const grains: [number, number][] = [
    [5, 1],
    [30, 5],
    [120, 15],
    [Infinity, 60],
  ];
  const grain = grains.find(([upTo]) => minutes <= upTo)?.[1] ?? 60;
  return Math.max(1, Math.ceil(minutes / grain) * grain);
}
