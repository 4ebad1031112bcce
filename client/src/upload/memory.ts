/**
 * What this browser remembers of unfinished uploads, so that choosing the same file again after a
 * reload, a crash or a sign-out goes on where the server stopped. It holds no content of any file;
 * the token it holds opens that one upload and nothing else.
 */
const KEY = "sipol-uploads-1";
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;

export interface Fingerprinted {
  name: string;
  size: number;
  lastModified: number;
}

/** What the server gave out for one upload. */
export interface Permit {
  id: string;
  upload_url: string;
  token: string;
  /** Empty until the whole file has arrived. */
  delivery_url: string;
}

export interface Remembered {
  /** Sent with every request to create this upload: the server answers a repeat with the first. */
  clientId: string;
  name: string;
  size: number;
  savedAt: number;
  received: number;
  permit: Permit | null;
}

export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Two choices of a file are the same upload if all of this is the same. */
export function fingerprint(file: Fingerprinted, regency: string, mends: string): string {
  return JSON.stringify([file.name, file.size, file.lastModified, regency, mends]);
}

export class UploadMemory {
  readonly #store: Store | null;
  readonly #now: () => number;

  /** `store` is null where the browser forbids storage; then nothing survives the page. */
  constructor(store: Store | null, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  find(print: string): Remembered | null {
    return this.#read().get(print) ?? null;
  }

  /** Unfinished uploads that have begun to arrive, oldest first. */
  unfinished(): Remembered[] {
    return [...this.#read().values()]
      .filter((one) => one.permit !== null)
      .sort((a, b) => a.savedAt - b.savedAt);
  }

  save(print: string, remembered: Omit<Remembered, "savedAt">): void {
    const all = this.#read();
    all.set(print, { ...remembered, savedAt: this.#now() });
    this.#write(all);
  }

  forget(print: string): void {
    const all = this.#read();
    if (all.delete(print)) {
      this.#write(all);
    }
  }

  #read(): Map<string, Remembered> {
    try {
      const entries = JSON.parse(this.#store?.getItem(KEY) ?? "[]") as [string, Remembered][];
      const oldest = this.#now() - KEPT_MS;
      return new Map(entries.filter(([, one]) => one.savedAt >= oldest));
    } catch {
      return new Map(); // not ours, or cut off: the server still knows every upload
    }
  }

  #write(all: Map<string, Remembered>): void {
    try {
      this.#store?.setItem(KEY, JSON.stringify([...all]));
    } catch {
      // Full or forbidden: sending goes on, only a reload would ask the server afresh.
    }
  }
}

/** The browser's own storage, or null where asking for it is already an error. */
export function browserStore(): Store | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
