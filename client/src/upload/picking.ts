/** Lets a file field give handles with its files, where the browser has such: by picker or by drop. */
import type { Handle } from "./files.ts";

type Picker = (options: object) => Promise<Handle[]>;
type Item = DataTransferItem & { getAsFileSystemHandle?(): Promise<Handle | null> };

/** By what tells a file apart, because browsers give out the same file as several objects. */
const handles = new Map<string, Handle>();

export function handleOf(file: File): Handle | null {
  return handles.get(look(file)) ?? null;
}

/** Opens the browser's picker; null where it has none that gives handles. */
export async function pick(multiple: boolean): Promise<File[] | null> {
  const picker = (window as { showOpenFilePicker?: Picker }).showOpenFilePicker;
  try {
    const chosen = (await picker?.({ multiple })) ?? null;
    return chosen && (await Promise.all(chosen.map(remember)));
  } catch (error) {
    return (error as Error).name === "AbortError" ? [] : null;
  }
}

export function giveHandles(field: HTMLInputElement): void {
  let native = !("showOpenFilePicker" in window);
  field.addEventListener("click", (event) => {
    if (!native) {
      event.preventDefault();
      void pick(true).then((files) => {
        if (!files) {
          native = true; // the browser has it but does not let us: its own way, from now on
          field.click();
        } else if (files.length > 0) {
          fill(field, files);
        }
      });
    }
  });
  field.addEventListener("drop", ({ dataTransfer }) => {
    for (const item of (dataTransfer?.items ?? []) as Iterable<Item>) {
      const file = item.getAsFile();
      void item.getAsFileSystemHandle?.().then((handle) => {
        if (file && handle) handles.set(look(file), handle as Handle);
      });
    }
  });
}

async function remember(handle: Handle): Promise<File> {
  const file = await handle.getFile();
  handles.set(look(file), handle);
  return file;
}

function fill(field: HTMLInputElement, files: File[]): void {
  const carried = new DataTransfer();
  for (const file of files) {
    carried.items.add(file);
  }
  field.files = carried.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function look({ name, size, lastModified }: File): string {
  return JSON.stringify([name, size, lastModified]);
}
