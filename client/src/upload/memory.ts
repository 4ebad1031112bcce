/**
 * What this browser remembers of uploads, shared by all its tabs: so that choosing the same file
 * again after a reload, a crash or a sign-out goes on where the server stopped. It holds no content
 * of any file; the token it holds opens that one upload and nothing else.
 *
 * An unfinished upload is forgotten by its owner's word or when the server's time for it is over.
 */
import { type Entry, PREFIX, readEntry } from "./entries.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_MS = 14 * DAY_MS;

export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class UploadMemory {
  readonly #store: Store | null;
  readonly #now: () => number;
  /** What the browser refused to keep: then nothing of it survives the page. */
  readonly #unkept = new Map<string, string>();

  /** `store` is null where the browser forbids storage. */
  constructor(store: Store | null, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** In the order in which they are to be sent. */
  all(): Entry[] {
    return this.#keys()
      .map((key) => this.get(key.slice(PREFIX.length)))
      .filter((entry) => entry !== null)
      .sort((a, b) => a.place - b.place || a.addedAt - b.addedAt);
  }

  get(id: string): Entry | null {
    const key = PREFIX + id;
    const entry = readEntry(this.#unkept.get(key) ?? this.#kept(key));
    return entry?.id === id ? entry : null;
  }

  put(entry: Entry): void {
    const key = PREFIX + entry.id;
    const text = JSON.stringify(entry);
    try {
      if (!this.#store) throw new Error();
      this.#store.setItem(key, text);
      this.#unkept.delete(key);
    } catch {
      this.#unkept.set(key, text); // full or forbidden: sending goes on
    }
  }

  /** Changes an entry that is still remembered; another tab may have forgotten it. */
  change(id: string, to: Partial<Entry>): void {
    const entry = this.get(id);
    if (entry) {
      this.put({ ...entry, ...to });
    }
  }

  forget(id: string): void {
    this.#unkept.delete(PREFIX + id);
    try {
      this.#store?.removeItem(PREFIX + id);
    } catch {
      // Forbidden: then nothing was kept either.
    }
  }

  /** Forgets what is over: arrived a day ago, or past the server's time for it. */
  tidy(): void {
    for (const entry of this.all()) {
      // By the device's own clock as well: one that is years ahead was so when this was added.
      const kept = entry.addedAt + KEPT_MS;
      const expires = Math.max(kept, Date.parse(entry.permit?.expires_at ?? "") || 0);
      const over = entry.state === "received" ? entry.addedAt + DAY_MS : expires;
      if (this.#now() > over) {
        this.forget(entry.id);
      }
    }
  }

  #kept(key: string): string | null {
    try {
      return this.#store?.getItem(key) ?? null;
    } catch {
      return null;
    }
  }

  #keys(): string[] {
    const kept: (string | null)[] = [...this.#unkept.keys()];
    try {
      for (let n = 0; n < (this.#store?.length ?? 0); n += 1) {
        kept.push(this.#store?.key(n) ?? null);
      }
    } catch {
      // Forbidden.
    }
    return [...new Set(kept)].filter((key) => key?.startsWith(PREFIX)) as string[];
  }
}
