/** Sends what the queue holds, one at a time and for as long as it takes, while it is our turn. */
import type { Entry } from "./entries.ts";
import type { Files } from "./files.ts";
import type { UploadMemory } from "./memory.ts";
import { type Door, requestPermit } from "./permit.ts";
import { waitBefore } from "./retry.ts";
import { giveUp, type Line, transfer } from "./transfer.ts";
import { Broken, type Trouble, Unreadable, verdictOnTransfer, verdictOnWish } from "./trouble.ts";
import { Turn } from "./turn.ts";
import { stopWords } from "./words.ts";

export interface Cargo {
  entry: Entry;
  /** Null only for one that was withdrawn. */
  file: File | null;
}

/** What is to be seen of the sending, beyond what is remembered. */
export interface Scene {
  /** The upload on the line, or empty. */
  active: string;
  sent: number;
  /** Where it went on, when it did not begin at zero. */
  resumedFrom: number;
  /** When the next attempt is planned, if all wait for it; `busy`: at the server's word. */
  waitsUntil: number;
  busy: boolean;
  /** Whether somebody has to sign in before new uploads can begin. */
  signedOut: boolean;
}

export interface Surroundings {
  memory: UploadMemory;
  files: Files;
  line: Line;
  door: Door;
  sendable(): Cargo[];
  changed(): void;
  arrived(entry: Entry, delivery: string): void;
}

export class Sender {
  readonly scene: Scene = {
    active: "",
    sent: 0,
    resumedFrom: 0,
    waitsUntil: 0,
    busy: false,
    signedOut: false,
  };
  readonly #around: Surroundings;
  readonly #turn: Turn;
  /** When an upload that has trouble of its own may be tried again. */
  readonly #notBefore = new Map<string, number>();
  #abort = new AbortController();
  #rested: (() => void) | null = null;
  #working = false;
  /** The state of the entry that is being served: it is sent, or told to be withdrawn. */
  #task: Entry["state"] = "open";

  constructor(around: Surroundings) {
    this.#around = around;
    this.#turn = new Turn(
      () => void this.#work(),
      () => {
        this.#stop();
        this.wake();
      },
    );
    // A line that has just come up is worth an attempt soon, though not everybody's at once.
    window.addEventListener("online", () => setTimeout(() => this.tryNow(), Math.random() * 3000));
  }

  /** The upload that another tab is sending, or empty. */
  get elsewhere(): string {
    return this.#turn.mine ? "" : this.#turn.elsewhere;
  }

  /** Something has changed: stops what may not be sent any more, begins what may. */
  wake(): void {
    const ready = this.#ready();
    const { active } = this.scene;
    if (active && !ready.some(({ entry }) => entry.id === active && entry.state === this.#task)) {
      this.#stop();
    }
    if (ready.length > 0) {
      this.#turn.want();
    }
    this.#rested?.();
  }

  /** Does not wait for the next attempt, unless the server has asked for it. */
  tryNow(): void {
    if (!this.scene.busy) {
      this.scene.waitsUntil = 0;
      this.#rested?.();
    }
  }

  signedIn(): void {
    if (this.scene.signedOut) {
      this.scene.signedOut = false;
      this.#around.changed();
      this.wake();
    }
  }

  #stop(): void {
    this.#abort.abort(new DOMException("", "AbortError"));
  }

  /** Those that need no person first. */
  #ready(): Cargo[] {
    const held = this.scene.signedOut;
    return this.#around.sendable().filter(({ entry }) => !held || entry.permit !== null);
  }

  #next(): Cargo | undefined {
    const when = ({ entry }: Cargo): number =>
      Math.max(0, (this.#notBefore.get(entry.id) ?? 0) - Date.now());
    return this.#ready().sort((a, b) => when(a) - when(b))[0]; // a stable sort keeps the order
  }

  async #work(): Promise<void> {
    if (this.#working) {
      return;
    }
    this.#working = true;
    let next = this.#next();
    while (this.#turn.mine && next) {
      const own = this.#notBefore.get(next.entry.id) ?? 0;
      const at = Math.max(this.scene.waitsUntil, own);
      if (at > Date.now()) {
        await this.#rest(at);
      } else {
        await this.#serve(next);
      }
      next = this.#next();
    }
    this.#working = false;
    this.#turn.release();
    this.#around.changed();
  }

  async #rest(until: number): Promise<void> {
    this.#around.changed();
    await new Promise<void>((rested) => {
      this.#rested = rested;
      setTimeout(rested, until - Date.now());
    });
    this.#rested = null;
  }

  async #serve({ entry, file }: Cargo): Promise<void> {
    this.#abort = new AbortController();
    this.#task = entry.state;
    const began = { active: entry.id, sent: entry.received, resumedFrom: 0, waitsUntil: 0 };
    Object.assign(this.scene, began, { busy: false });
    this.#turn.beat(entry.id);
    this.#around.changed();
    try {
      await (file ? this.#send(entry, file) : this.#tellWithdrawn(entry));
      this.#notBefore.delete(entry.id);
    } catch (error) {
      this.#judge(entry.id, error);
    }
    this.#around.line.rate.interrupt();
    this.scene.active = "";
    this.#turn.beat("");
    this.#around.changed();
  }

  async #send(entry: Entry, file: File): Promise<void> {
    const { memory, line, door } = this.#around;
    const { signal } = this.#abort;
    let { permit } = entry;
    if (!permit) {
      permit = await requestPermit(door, entry, signal);
      memory.change(entry.id, { permit });
      line.held();
    }
    const delivery = await transfer(file, permit, line, this.#watch(entry), signal);
    if (delivery !== null) {
      memory.change(entry.id, { state: "received", received: entry.size, outcome: delivery });
      this.#around.files.forget(entry.id);
      this.#around.arrived(entry, delivery);
    }
  }

  #watch(entry: Entry): Parameters<typeof transfer>[3] {
    const { memory, line } = this.#around;
    let known = -1;
    const show = (bytes: number): void => {
      this.scene.sent = bytes;
      line.rate.note(bytes, performance.now() / 1000);
      this.#around.changed();
    };
    return {
      sent: show,
      received: (bytes) => {
        if (known < 0) {
          this.scene.resumedFrom = bytes;
        }
        known = bytes;
        memory.change(entry.id, { received: bytes });
        this.#turn.beat(entry.id);
        show(bytes);
      },
      // Between two pieces the owner's order counts anew, at no loss.
      goesOn: () => this.#next()?.entry.id === entry.id,
    };
  }

  async #tellWithdrawn(entry: Entry): Promise<void> {
    const { memory, line } = this.#around;
    try {
      if (entry.permit) {
        await giveUp(entry.permit, line, this.#abort.signal);
      }
    } catch (error) {
      const over = error instanceof Broken && verdictOnTransfer(error.trouble) !== "line";
      if (!over) {
        throw error;
      }
    }
    memory.forget(entry.id);
  }

  #judge(id: string, error: unknown): void {
    const { memory, files, line } = this.#around;
    if (error instanceof Unreadable) {
      files.drop(id); // asks for the file again
    } else if (error instanceof Broken) {
      const sending = memory.get(id)?.permit;
      const judge = sending ? verdictOnTransfer : verdictOnWish;
      const verdict = judge(error.trouble);
      if (verdict === "stopped") {
        memory.change(id, { state: "stopped", outcome: stopWords(error.trouble, !sending) });
      } else if (verdict === "signed-out") {
        this.scene.signedOut = true;
        document.dispatchEvent(new CustomEvent("sipol:signed-out"));
      } else {
        this.#plan(id, error.trouble, verdict);
      }
    } else if ((error as Error).name !== "AbortError") {
      line.broke();
      this.#notBefore.set(id, Date.now() + waitBefore(line.failures));
    }
  }

  #plan(id: string, trouble: Trouble, verdict: "line" | "own" | "resync"): void {
    const { line } = this.#around;
    const atOnce = verdict === "resync" && line.failures === 0;
    const wait = atOnce ? 0 : waitBefore(line.failures, trouble.retryAfterMs);
    line.broke();
    if (verdict === "line") {
      this.scene.waitsUntil = Date.now() + wait;
      this.scene.busy = trouble.retryAfterMs !== null;
    } else {
      this.#notBefore.set(id, Date.now() + wait);
    }
  }
}
