/**
 * The files themselves: those chosen on this page, those another tab has, and, where the browser
 * allows, a kept handle by which a file is opened again after the browser was closed.
 */
const DATABASE = "sipol-files";
const HANDLES = "handles";

/** The parts of the File System Access API that TypeScript's library does not know yet. */
export interface Handle extends FileSystemFileHandle {
  queryPermission?(): Promise<PermissionState>;
  requestPermission?(): Promise<PermissionState>;
}

interface Shared {
  id?: string;
  file?: File;
}

export class Files {
  readonly #files = new Map<string, File>();
  readonly #kept = new Set<string>();
  readonly #tabs = "BroadcastChannel" in window ? new BroadcastChannel("sipol-files") : null;

  /** `changed` is called when a file has come from another tab. */
  constructor(changed: () => void) {
    this.#tabs?.addEventListener("message", ({ data }: MessageEvent<Shared>) => {
      if (!data.id || !data.file) {
        this.#files.forEach((file, id) => this.#tabs?.postMessage({ id, file }));
      } else if (!this.#files.has(data.id)) {
        this.#files.set(data.id, data.file);
        changed();
      }
    });
    this.#tabs?.postMessage({});
  }

  get(id: string): File | null {
    return this.#files.get(id) ?? null;
  }

  hasHandle(id: string): boolean {
    return this.#kept.has(id);
  }

  put(id: string, file: File, handle: Handle | null): void {
    this.#files.set(id, file);
    this.#tabs?.postMessage({ id, file });
    if (handle) {
      this.#kept.add(id);
      void change((store) => store.put(handle, id));
    }
  }

  /** The file is not what it was any more; its handle is kept. */
  drop(id: string): void {
    this.#files.delete(id);
  }

  forget(id: string): void {
    this.drop(id);
    this.#kept.delete(id);
    void change((store) => store.delete(id));
  }

  /** Finds out which handles earlier visits have left. */
  async recall(): Promise<void> {
    for (const key of (await change((store) => store.getAllKeys())) ?? []) {
      this.#kept.add(String(key));
    }
  }

  /**
   * Opens the file behind a kept handle; null where there is none, it is gone, or the person does
   * not permit it. Only with `asking`, after a press of a button, may the browser put the question.
   */
  async reopen(id: string, asking: boolean): Promise<File | null> {
    try {
      const handle = (await change((store) => store.get(id))) as Handle | undefined;
      let permission = await handle?.queryPermission?.();
      if (permission === "prompt" && asking) {
        permission = await handle?.requestPermission?.();
      }
      return handle && permission === "granted" ? await handle.getFile() : null;
    } catch {
      return null;
    }
  }
}

/** One step in the store of handles; null where the browser has none. */
async function change<Result>(
  step: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result | null> {
  try {
    const opening = indexedDB.open(DATABASE);
    opening.onupgradeneeded = () => opening.result.createObjectStore(HANDLES);
    const database = await result(opening);
    const done = await result(step(database.transaction(HANDLES, "readwrite").objectStore(HANDLES)));
    database.close();
    return done;
  } catch {
    return null;
  }
}

function result<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
