/** Taking turns: one at a time across all tabs, and rest that can be ended early. */
const queues = new Map<string, Promise<unknown>>();

/** Run alone under this name in this browser; without Web Locks (no TLS) alone in this tab. */
export async function exclusively<T>(name: string, run: () => Promise<T>): Promise<T> {
  if (navigator.locks) {
    return (await navigator.locks.request(`sipol-draft/${name}`, run)) as T;
  }
  const before = queues.get(name) ?? Promise.resolve();
  const mine = before.then(run, run);
  queues.set(name, mine);
  return mine;
}

export class Nap {
  #wake: (() => void) | null = null;

  async sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((done) => {
      this.#wake = done;
      setTimeout(done, milliseconds);
    });
    this.#wake = null;
  }

  end(): void {
    this.#wake?.();
  }
}
