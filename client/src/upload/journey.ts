/** One file from the form to the delivery page: permit, transfer, breaks, pauses, arrival. */
import { Attempts } from "./attempts.ts";
import { type Door, NoPermit, requestPermit } from "./create.ts";
import { fingerprint, type Permit, type Remembered, type UploadMemory } from "./memory.ts";
import { RateMeter } from "./rate.ts";
import { isFinal } from "./retry.ts";
import { type Broken, Transfer } from "./transfer.ts";
import type { Panel } from "./view.ts";
import { explain, pace, percent, size, state } from "./words.ts";

export interface Cargo {
  file: File;
  regency: string;
  mends: string;
}

export class Journey {
  readonly #cargo: Cargo;
  readonly #door: Door;
  readonly #memory: UploadMemory;
  readonly #panel: Panel;
  readonly #print: string;
  readonly #known: Omit<Remembered, "savedAt">;
  readonly #attempts = new Attempts();
  readonly #rate = new RateMeter();
  #transfer: Transfer | null = null;
  #announcedPercentage = -1;
  #sending = false;
  underWay = true;

  constructor(cargo: Cargo, door: Door, memory: UploadMemory, panel: Panel) {
    this.#cargo = cargo;
    this.#door = door;
    this.#memory = memory;
    this.#panel = panel;
    const { file, regency, mends } = cargo;
    this.#print = fingerprint(file, regency, mends);
    this.#known = memory.find(this.#print) ?? {
      clientId: newName(),
      name: file.name,
      size: file.size,
      received: 0,
      permit: null,
    };
  }

  begin(): void {
    const { file } = this.#cargo;
    this.#panel.open(file.name, size(file.size));
    this.#panel.offerSignIn(false);
    this.#showProgress(this.#known.received);
    // Before the first request, so that an answer lost on the way is asked for by the same name.
    this.#memory.save(this.#print, this.#known);
    if (this.#known.permit) {
      this.#send(this.#known.permit);
    } else {
      void this.#askForPermit();
    }
  }

  pause(): void {
    this.#attempts.cancel();
    this.#transfer?.stop();
    this.#rate.interrupt();
    this.#sending = false;
    this.#panel.state(state.paused, "perhatian", explain.paused);
    this.#panel.offer("resume");
  }

  resume(): void {
    this.#restart();
  }

  tryNow(): void {
    this.#attempts.now();
  }

  async #askForPermit(): Promise<void> {
    this.#panel.state(state.queued, "netral");
    this.#panel.offer();
    const { file, regency, mends } = this.#cargo;
    try {
      const permit = await requestPermit(this.#door, {
        name: file.name,
        size: file.size,
        regency,
        mends: mends || null,
        client_id: this.#known.clientId,
      });
      this.#known.permit = permit;
      this.#memory.save(this.#print, this.#known);
      this.#attempts.progressed();
      this.#send(permit);
    } catch (error) {
      this.#handleNoPermit(error as NoPermit);
    }
  }

  #handleNoPermit(refusal: NoPermit): void {
    if (refusal.passing) {
      this.#wait(refusal, () => void this.#askForPermit());
      return;
    }
    this.#memory.forget(this.#print);
    const signedOut = refusal.status === 401;
    const words = refusal.status === 403 ? explain.notAllowed : explain.refused;
    // The server's words of a missing token are meant for programs.
    this.#end(signedOut ? explain.signedOut : refusal.message || words);
    this.#panel.offerSignIn(signedOut);
  }

  #send(permit: Permit): void {
    this.#transfer = new Transfer(this.#cargo.file, permit, {
      sent: (bytes) => this.#onSent(bytes),
      received: (bytes) => this.#onReceived(bytes),
      finished: (page) => this.#arrive(page || permit.delivery_url),
      broken: (how) => void this.#onBroken(how),
    });
    this.#restart();
  }

  #restart(): void {
    this.#panel.state(state.queued, "netral");
    this.#panel.offer("pause");
    this.#transfer?.start();
  }

  #onSent(bytes: number): void {
    this.#rate.note(bytes, performance.now() / 1000);
    const percentage = this.#showProgress(bytes);
    if (!this.#sending || percentage !== this.#announcedPercentage) {
      const note = this.#sending || bytes === 0 ? "" : explain.resumed(bytes);
      this.#panel.state(state.sending(percentage), "proses", note);
      this.#panel.offer("pause");
      this.#announcedPercentage = percentage;
      this.#sending = true;
    }
  }

  #onReceived(bytes: number): void {
    if (bytes !== this.#known.received) {
      this.#known.received = bytes;
      this.#attempts.progressed();
      this.#memory.save(this.#print, this.#known);
    }
  }

  async #onBroken(how: Broken): Promise<void> {
    this.#rate.interrupt();
    this.#sending = false;
    this.#showProgress(this.#known.received);
    if (isFinal(how.status)) {
      this.#memory.forget(this.#print);
      this.#end(explain.gone);
    } else if (how.status === 0 && !(await isReadable(this.#cargo.file))) {
      this.#end(explain.unreadable);
    } else {
      this.#wait(how, () => this.#restart());
    }
  }

  #wait(how: Broken, attempt: () => void): void {
    const at = this.#attempts.later(attempt, how.retryAfterMs);
    const busy = [429, 503, 507].includes(how.status);
    this.#panel.state(busy ? state.busy(at) : state.interrupted(at), "perhatian", explain.waiting);
    this.#panel.offer(...(busy ? [] : (["try-now"] as const)));
  }

  #arrive(deliveryPage: string): void {
    this.underWay = false;
    this.#memory.forget(this.#print);
    this.#showProgress(this.#cargo.file.size);
    this.#panel.state(state.received, "selesai", explain.received);
    this.#panel.offer();
    window.location.assign(deliveryPage || this.#door.deliveriesUrl);
  }

  #end(explanation: string): void {
    this.underWay = false;
    this.#attempts.cancel();
    this.#panel.state(state.stopped, "gagal", explanation);
    this.#panel.offer();
    this.#panel.lockForm(false);
  }

  /** Shows the bar at `sent` and, in words, what the server has acknowledged; returns percent. */
  #showProgress(sent: number): number {
    const total = this.#cargo.file.size;
    const { received } = this.#known;
    const percentage = Math.min(percent(sent, total), received < total ? 99 : 100);
    const left = this.#rate.secondsFor(total - sent);
    const speed = this.#sending ? pace(this.#rate.bytesPerSecond, left) : "";
    this.#panel.progress(percentage, explain.safe(received, total), speed);
    return percentage;
  }
}

/** Whether the browser can still read the chosen file: it may have been moved or saved anew. */
async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** A name nobody else gives; `crypto.randomUUID` does not exist on a page without TLS. */
function newName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
