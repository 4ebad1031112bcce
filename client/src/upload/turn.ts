/**
 * Which tab sends. The others see what it does, and one of them takes over when it closes, crashes
 * or has been silent for long. Even if two tabs were wrong about it at once, the server lets only
 * one sender of an upload write.
 */
import { newName } from "./content.ts";

const NAME = "sipol-turn";
const LEASE_MS = 8000;
/** Browsers wake a hidden tab only once a minute. */
const SILENT_MS = 90_000;

export interface Beat {
  /** The tab that has the turn, and the upload it is sending. */
  tab: string;
  upload: string;
  at: number;
}

export class Turn {
  readonly #tab = newName();
  readonly #began: () => void;
  readonly #lost: () => void;
  #giveBack: (() => void) | null = null;
  #asked = false;
  #asking = "";
  #upload = "";

  constructor(began: () => void, lost: () => void) {
    this.#began = began;
    this.#lost = lost;
    this.#clear();
    setInterval(() => this.#tick(), 3000);
    window.addEventListener("pagehide", () => this.release());
  }

  get mine(): boolean {
    return this.#giveBack !== null;
  }

  /** The upload that another tab is sending now, or empty. */
  get elsewhere(): string {
    const beat = readBeat();
    const silent = navigator.locks ? SILENT_MS : LEASE_MS;
    const live = beat && beat.tab !== this.#tab && Date.now() - beat.at < silent;
    return live ? beat.upload : "";
  }

  /** Asks for the turn; `began` is called when it comes. */
  want(): void {
    if (this.#asked) {
      return;
    }
    this.#asked = true;
    if (navigator.locks) {
      void this.#request({});
    } else {
      this.#tick();
    }
  }

  release(): void {
    const giveBack = this.#giveBack;
    if (giveBack) {
      this.#end();
      removeBeat();
      giveBack();
    }
  }

  /** Tells the other tabs that `upload` is being sent from here. */
  beat(upload: string): void {
    this.#upload = upload;
    writeBeat({ tab: this.#tab, upload, at: Date.now() });
  }

  async #request(options: LockOptions): Promise<void> {
    const asking = newName();
    this.#asking = asking;
    let own: (() => void) | null = null;
    try {
      await navigator.locks.request(NAME, options, () => {
        return new Promise<void>((giveBack) => {
          if (this.#asking !== asking) {
            giveBack(); // asked for again since then, in another way
            return;
          }
          own = giveBack;
          this.#begin(giveBack);
        });
      });
    } catch {
      // Another tab took the turn away because this one had fallen silent.
    }
    if (own && this.#giveBack === own) {
      this.#end();
      this.#lost();
    }
  }

  #begin(giveBack: () => void): void {
    this.#giveBack = giveBack;
    this.#upload = "";
    this.#began();
  }

  #end(): void {
    this.#giveBack = null;
    this.#asked = false;
  }

  #tick(): void {
    const beat = readBeat();
    const foreign = beat !== null && beat.tab !== this.#tab;
    const age = beat ? Date.now() - beat.at : Infinity;
    if (this.mine) {
      if (foreign && !navigator.locks && age < LEASE_MS) {
        this.#end();
        this.#lost();
      } else {
        this.beat(this.#upload);
      }
    } else if (navigator.locks) {
      if (foreign && age > LEASE_MS) {
        this.#clear();
      }
      if (this.#asked && foreign && age > SILENT_MS && document.visibilityState === "visible") {
        void this.#request({ steal: true });
      }
    } else if (this.#asked && (!foreign || age > LEASE_MS)) {
      this.#claim();
    }
  }

  /** Forgets the sign of a tab that is gone: a killed browser leaves it behind. */
  #clear(): void {
    void navigator.locks?.request(NAME, { ifAvailable: true }, (lock) => {
      if (lock) removeBeat();
    });
  }

  /** Where there are no locks: whoever wrote last and still stands there a moment later has it. */
  #claim(): void {
    this.beat("");
    setTimeout(
      () => {
        if (this.#asked && !this.mine && readBeat()?.tab === this.#tab) {
          this.#begin(() => undefined);
        }
      },
      200 + Math.random() * 300,
    );
  }
}

function readBeat(): Beat | null {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? "null") as Beat | null;
  } catch {
    return null;
  }
}

function writeBeat(beat: Beat): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(beat));
  } catch {
    // Without storage no tab knows of another; the server decides.
  }
}

function removeBeat(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // As above.
  }
}
