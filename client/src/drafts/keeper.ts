/** Keeps one form: on the device as people type, on the server as soon as the line allows. */
import { waitBefore } from "../upload/retry.ts";
import type { Device } from "./device.ts";
import { type Outcome, sendPatch } from "./door.ts";
import * as ledger from "./ledger.ts";
import { exclusively, Nap } from "./turns.ts";

const BUFFER_MS = 300;
const PAUSE_MS = 700;

export interface Shown {
  /** What stands between a form and the server now. */
  state: ledger.State;
  onDevice: boolean;
  sending: boolean;
  signedOut: boolean;
  refusal: string | null;
}

export type Drained = "sent" | "later" | "conflict" | "signed-out" | "refused";

interface Surroundings {
  name: string;
  url: string;
  subject: string;
  version: number;
  device: Device;
  /** Show what changed. */
  changed: (shown: Shown) => void;
  /** Put texts of others, or of another tab, into the form. */
  fill: (texts: Record<string, string>) => void;
  tell: (texts: Record<string, string>) => void;
  signedOut: () => void;
}

export class Keeper {
  readonly #around: Surroundings;
  readonly #nap = new Nap();
  #buffer: Record<string, string> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onDevice = true;
  #sending = false;
  #running = false;
  #signedOut = false;
  #refusal: string | null = null;
  #attempt = 0;
  #stopped = false;
  #waiters: ((how: Drained) => void)[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Returns what this device knows better than the page. */
  async start(
    shown: Record<string, string>,
    conflicts: Record<string, ledger.Told>,
  ): Promise<ledger.State> {
    const state = await this.#change((known) => {
      ledger.open(known, this.#around.version, shown);
      for (const [name, told] of Object.entries(conflicts)) {
        known.conflicts[name] ??= told;
      }
      return known;
    });
    void this.send();
    return state;
  }

  typed(name: string, value: string): void {
    this.#buffer[name] = value;
    this.#timer ??= setTimeout(() => void this.flush(), BUFFER_MS);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const texts = this.#buffer;
    this.#buffer = {};
    if (Object.keys(texts).length === 0) {
      return;
    }
    this.#refusal = null;
    await this.#change((state) => {
      for (const [name, value] of Object.entries(texts)) {
        ledger.type(state, name, value, Date.now());
      }
    });
    this.#around.tell(texts);
    void this.send();
  }

  async resolve(name: string, value: string): Promise<void> {
    delete this.#buffer[name];
    await this.#change((state) => ledger.resolve(state, name, value, Date.now()));
    this.#around.tell({ [name]: value });
    void this.send();
  }

  /** Try until everything is on the server or something stands in the way. */
  async drain(patienceMs: number): Promise<Drained> {
    await this.flush();
    return new Promise((done) => {
      this.#waiters.push(done);
      setTimeout(() => done("later"), patienceMs);
      this.wake();
    });
  }

  /** The line may be back, or somebody signed in. */
  wake(): void {
    this.#signedOut = false;
    this.#nap.end();
    void this.send();
  }

  async refresh(): Promise<ledger.State> {
    return this.#change((state) => state, false);
  }

  /** The device was wiped by signing out: keep nothing more on it. */
  stop(): void {
    this.#stopped = true;
    this.#around.device.forget();
    this.#nap.end();
  }

  isTyping(name: string): boolean {
    return name in this.#buffer;
  }

  async send(): Promise<void> {
    if (this.#running) {
      return;
    }
    this.#running = true;
    try {
      await exclusively(`${this.#around.name}/send`, () => this.#sendAll());
    } finally {
      this.#running = false;
    }
  }

  async #sendAll(): Promise<void> {
    while (!this.#stopped && !this.#signedOut && this.#refusal === null) {
      const patch = await this.#change((state) => ledger.nextPatch(state, newKey));
      if (!patch) {
        const { conflicts } = await this.refresh();
        this.#settle(Object.keys(conflicts).length > 0 ? "conflict" : "sent");
        return;
      }
      this.#sending = true;
      await this.refresh();
      const outcome = await sendPatch(this.#around.url, this.#around.subject, patch);
      this.#sending = false;
      await this.#nap.sleep(await this.#take(outcome));
    }
    this.#settle(this.#signedOut ? "signed-out" : "refused");
  }

  /** Take an outcome in; returns for how long to rest before the next patch. */
  async #take(outcome: Outcome): Promise<number> {
    if (outcome.kind === "answered") {
      this.#attempt = 0;
      const others = await this.#change((state) => ledger.answered(state, outcome.answer));
      this.#around.fill(others);
      this.#around.tell(others);
      return this.#waiters.length > 0 ? 0 : PAUSE_MS;
    }
    if (outcome.kind === "later") {
      await this.refresh();
      this.#settle("later");
      return waitBefore(this.#attempt++, outcome.retryAfterMs);
    }
    if (outcome.kind === "signed-out") {
      this.#signedOut = true;
      this.#around.signedOut();
    } else if (outcome.kind === "refused") {
      this.#refusal = outcome.sentence;
      await this.#change((state) => {
        state.pending = null;
      });
    } else {
      await this.#change((state) => {
        if (outcome.kind === "unknown-base") {
          ledger.startOver(state);
        }
        state.pending = null;
      });
    }
    await this.refresh();
    return 0;
  }

  #settle(how: Drained): void {
    for (const waiter of this.#waiters.splice(0)) {
      waiter(how);
    }
  }

  async #change<T>(change: (state: ledger.State) => T, keep = true): Promise<T> {
    return exclusively(`${this.#around.name}/record`, async () => {
      const { device, version } = this.#around;
      const kept = await device.read();
      const state = kept ? (JSON.parse(kept) as ledger.State) : ledger.emptyState(version);
      const result = change(state);
      if (keep && !this.#stopped) {
        this.#onDevice = await device.write(JSON.stringify(state), ledger.unsent(state));
      }
      this.#around.changed({
        state,
        onDevice: this.#onDevice,
        sending: this.#sending,
        signedOut: this.#signedOut,
        refusal: this.#refusal,
      });
      return result;
    });
  }
}

/** `crypto.randomUUID` does not exist on a page without TLS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
