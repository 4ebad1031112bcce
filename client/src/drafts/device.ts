/**
 * The device's own copy of drafts: IndexedDB, encrypted with a key that cannot leave the browser.
 * Whoever copies the profile's files gets both, but a page, an extension without rights to them, or
 * another account of Sipol on the same device reads nothing. Without `crypto.subtle` (a page
 * without TLS) it is kept plain; without IndexedDB it lives as long as the page.
 */
import { COUNTS, DATABASE, DRAFTS, KEYS } from "./names.ts";

type Kept = { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer } | { plain: string };

export class Device {
  readonly #name: string;
  #memory: string | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  async read(): Promise<string | null> {
    try {
      const kept = await request<Kept | undefined>(DRAFTS, "readonly", (store) =>
        store.get(this.#name),
      );
      return kept ? await unseal(kept, this.#name) : this.#memory;
    } catch {
      return this.#memory; // forbidden, full or damaged: the page itself still holds it
    }
  }

  /** Whether it is on the device now, and not only in this page. */
  async write(text: string, unsentFields: number): Promise<boolean> {
    this.#memory = text;
    count(this.#name, unsentFields);
    try {
      const kept = await seal(text, this.#name);
      await request(DRAFTS, "readwrite", (store) => store.put(kept, this.#name));
      return true;
    } catch {
      return false;
    }
  }

  forget(): void {
    this.#memory = null;
  }
}

function count(name: string, unsentFields: number): void {
  try {
    const counts = JSON.parse(localStorage.getItem(COUNTS) ?? "{}") as Record<string, number>;
    if (unsentFields) {
      counts[name] = unsentFields;
    } else {
      delete counts[name];
    }
    localStorage.setItem(COUNTS, JSON.stringify(counts));
  } catch {
    // Only the question at signing out depends on it.
  }
}

async function seal(text: string, place: string): Promise<Kept> {
  const key = await ownKey();
  if (!key) {
    return { plain: text };
  }
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = new TextEncoder().encode(text);
  return { iv, sealed: await crypto.subtle.encrypt(method(iv, place), key, bytes) };
}

async function unseal(kept: Kept, place: string): Promise<string> {
  if ("plain" in kept) {
    return kept.plain;
  }
  const key = await ownKey();
  if (!key) {
    throw new Error("the key is gone");
  }
  return new TextDecoder().decode(
    await crypto.subtle.decrypt(method(kept.iv, place), key, kept.sealed),
  );
}

function method(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) };
}

async function ownKey(): Promise<CryptoKey | null> {
  if (!globalThis.crypto?.subtle) {
    return null;
  }
  const found = await request<CryptoKey | undefined>(KEYS, "readonly", (store) => store.get(1));
  if (found) {
    return found;
  }
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  // Two tabs may make one at once: the first that is stored is the key.
  await request(KEYS, "readwrite", (store) => store.add(made, 1)).catch(() => undefined);
  return (await request<CryptoKey | undefined>(KEYS, "readonly", (store) => store.get(1))) ?? null;
}

async function request<T>(
  storeName: string,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest,
): Promise<T> {
  const database = await opened();
  return new Promise((done, failed) => {
    const transaction = database.transaction(storeName, mode, { durability: "strict" });
    const asked = ask(transaction.objectStore(storeName));
    transaction.oncomplete = () => done(asked.result as T);
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
}

let database: Promise<IDBDatabase> | null = null;

function opened(): Promise<IDBDatabase> {
  database ??= new Promise((done, failed) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(DRAFTS);
      asked.result.createObjectStore(KEYS);
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return database;
}
