/** One pending next attempt, which comes early when the network does or the person asks. */
import { waitBefore } from "./retry.ts";

export class Attempts {
  #failures = 0;
  #timer = 0;
  #pending: (() => void) | null = null;

  constructor() {
    // A line that has just come up is worth an attempt soon, though not everybody's at once.
    window.addEventListener("online", () => this.#hasten(Math.random() * 3000));
  }

  /** Schedules `attempt` and returns the moment for which it is planned. */
  later(attempt: () => void, retryAfterMs: number | null): number {
    const wait = waitBefore(this.#failures, retryAfterMs);
    this.#failures += 1;
    this.#plan(attempt, wait);
    return Date.now() + wait;
  }

  now(): void {
    this.#hasten(0);
  }

  progressed(): void {
    this.#failures = 0;
  }

  cancel(): void {
    window.clearTimeout(this.#timer);
    this.#pending = null;
  }

  #hasten(wait: number): void {
    if (this.#pending) {
      this.#plan(this.#pending, wait);
    }
  }

  #plan(attempt: () => void, wait: number): void {
    window.clearTimeout(this.#timer);
    this.#pending = attempt;
    this.#timer = window.setTimeout(() => {
      this.#pending = null;
      attempt();
    }, wait);
  }
}
