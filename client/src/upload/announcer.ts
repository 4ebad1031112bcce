/** Speaks to screen readers at most once in ten seconds; of what came in between, the latest. */
const QUIET_MS = 10_000;

export class Announcer {
  readonly #say: (words: string) => void;
  readonly #now: () => number;
  readonly #later: (task: () => void, milliseconds: number) => void;
  #spokenAt = Number.NEGATIVE_INFINITY;
  #waiting: string | null = null;

  constructor(
    say: (words: string) => void,
    now: () => number = () => performance.now(),
    later: (task: () => void, milliseconds: number) => void = (task, ms) => setTimeout(task, ms),
  ) {
    this.#say = say;
    this.#now = now;
    this.#later = later;
  }

  announce(words: string): void {
    if (this.#waiting !== null) {
      this.#waiting = words;
      return;
    }
    const wait = this.#spokenAt + QUIET_MS - this.#now();
    if (wait <= 0) {
      this.#speak(words);
      return;
    }
    this.#waiting = words;
    this.#later(() => {
      const latest = this.#waiting;
      this.#waiting = null;
      if (latest !== null) {
        this.#speak(latest);
      }
    }, wait);
  }

  #speak(words: string): void {
    this.#spokenAt = this.#now();
    this.#say(words);
  }
}
