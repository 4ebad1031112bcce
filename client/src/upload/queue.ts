/** The uploads of this device in their order: which one goes next, and what its owner wants of it. */
import { digestOf, newName } from "./content.ts";
import type { Files, Handle } from "./files.ts";
import { type Entry, isUnfinished } from "./entries.ts";
import type { UploadMemory } from "./memory.ts";
import type { Cargo, Sender } from "./sender.ts";
import { explain } from "./words.ts";

export interface Wish {
  regency: string;
  mends: string;
  papers: string;
  page: string;
}

export interface Shown {
  /** The queue or one of its entries has changed. */
  changed(): void;
  /** A file is being read; empty when that is over. */
  reading(words: string): void;
}

export class Queue {
  readonly #memory: UploadMemory;
  readonly #files: Files;
  readonly #shown: Shown;
  #sender: Sender | null = null;

  constructor(memory: UploadMemory, files: Files, shown: Shown) {
    this.#memory = memory;
    this.#files = files;
    this.#shown = shown;
  }

  /** Whoever sends is told of every change. */
  connect(sender: Sender): void {
    this.#sender = sender;
    this.settle();
  }

  entries(): Entry[] {
    return this.#memory.all().filter((entry) => entry.state !== "withdrawn");
  }

  unfinished(): Entry[] {
    return this.#memory.all().filter(isUnfinished);
  }

  /** What may be sent now, and what was withdrawn and has to be told to the server, in order. */
  sendable(): Cargo[] {
    const withdrawn = this.#memory.all().filter((entry) => entry.state === "withdrawn");
    const waiting = this.unfinished().filter((entry) => !entry.paused);
    return [...withdrawn, ...waiting]
      .map((entry) => ({ entry, file: this.#files.get(entry.id) }))
      .filter(({ entry, file }) => file !== null || entry.state === "withdrawn");
  }

  /** Adds files, the smallest first; one that this device knows goes on where it was. */
  async add(files: File[], wish: Wish, handleOf: (file: File) => Handle | null): Promise<void> {
    for (const file of files.sort((a, b) => a.size - b.size)) {
      const sha256 = await this.#read(file);
      if (sha256 === null) {
        continue;
      }
      const entry = this.#same(sha256, wish) ?? fresh(file, sha256, wish);
      this.#memory.put({ ...entry, state: "open", paused: false });
      this.#files.put(entry.id, file, handleOf(file));
      this.settle();
    }
  }

  /** Goes on with an entry whose file this page has not had; words if it is another file. */
  async attach(id: string, file: File, handle: Handle | null): Promise<string> {
    const entry = this.#memory.get(id);
    const sha256 = await this.#read(file);
    if (!entry || sha256 === null) {
      return "";
    }
    if (sha256 !== entry.sha256) {
      return explain.otherContent(file.name);
    }
    this.#files.put(id, file, handle);
    this.resume(id);
    return "";
  }

  pause(id: string): void {
    this.#memory.change(id, { paused: true });
    this.settle();
  }

  resume(id: string): void {
    this.#memory.change(id, { paused: false });
    this.settle();
  }

  /** Changes places with the neighbour above (-1) or below (1). */
  move(id: string, by: -1 | 1): void {
    const waiting = this.unfinished();
    const at = waiting.findIndex((entry) => entry.id === id);
    const [moved, neighbour] = [waiting[at], waiting[at + by]];
    if (moved && neighbour) {
      const same = moved.place === neighbour.place;
      this.#memory.change(id, { place: neighbour.place + (same ? by / 2 : 0) });
      this.#memory.change(neighbour.id, { place: moved.place });
      this.settle();
    }
  }

  /** Takes it back; what the server has of it is dropped as soon as it can be reached. */
  withdraw(id: string): void {
    const entry = this.#memory.get(id);
    this.#files.forget(id);
    if (entry?.permit && entry.state === "open") {
      this.#memory.change(id, { state: "withdrawn" });
    } else {
      this.#memory.forget(id);
    }
    this.settle();
  }

  /** Begins a stopped one anew, from zero and under a new name. */
  beginAnew(id: string): void {
    const anew = { clientId: newName(), permit: null, received: 0, outcome: "" };
    this.#memory.change(id, { ...anew, state: "open", paused: false, addedAt: Date.now() });
    this.settle();
  }

  /** After any change of what is remembered, here or in another tab. */
  settle(): void {
    this.#shown.changed();
    this.#sender?.wake();
  }

  #same(sha256: string, wish: Wish): Entry | null {
    const found = this.unfinished().find(
      (entry) =>
        entry.sha256 === sha256 &&
        entry.regency === wish.regency &&
        entry.mends === wish.mends &&
        (entry.papers ?? "") === wish.papers,
    );
    return found ?? null;
  }

  async #read(file: File): Promise<string | null> {
    try {
      const read = (bytes: number) => this.#shown.reading(explain.reading(file.name, bytes, file.size));
      const sha256 = await digestOf(file, read);
      this.#shown.reading("");
      return sha256;
    } catch {
      this.#shown.reading(explain.unreadableChoice(file.name));
      return null;
    }
  }
}

function fresh(file: File, sha256: string, wish: Wish): Entry {
  return {
    id: newName(),
    clientId: newName(),
    name: file.name,
    size: file.size,
    sha256,
    ...wish,
    addedAt: Date.now(),
    place: file.size,
    received: 0,
    permit: null,
    paused: false,
    state: "open",
    outcome: "",
  };
}
