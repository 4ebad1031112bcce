/** What is remembered of one upload, and the one place where all of it can be read. */
export const PREFIX = "sipol-upload:";

/** What the server gave out for one upload. */
export interface Permit {
  id: string;
  upload_url: string;
  token: string;
  /** Empty until the whole file has arrived. */
  delivery_url: string;
  expires_at?: string;
}

export interface Entry {
  id: string;
  /** Sent with every request to create this upload: the server answers a repeat with the first. */
  clientId: string;
  name: string;
  size: number;
  /** Of the whole content: another file of the same name, size and date is another upload. */
  sha256: string;
  regency: string;
  /** The delivery whose rejected rows this file mends; mostly empty. */
  mends: string;
  /** The sending of papers to which it belongs; entries of earlier releases have none. */
  papers?: string;
  /** The page on which it was begun. */
  page: string;
  addedAt: number;
  /** Where it stands in the queue: the size, unless its owner has moved it. */
  place: number;
  received: number;
  permit: Permit | null;
  paused: boolean;
  state: "open" | "received" | "stopped" | "withdrawn";
  /** Why it stopped, in words; where it arrived, as an address. */
  outcome: string;
}

/** Null for what is not ours or was cut off: the server still knows every upload. */
export function readEntry(text: string | null | undefined): Entry | null {
  try {
    return JSON.parse(text ?? "null") as Entry | null;
  } catch {
    return null;
  }
}

/** Whether it still has to arrive. */
export function isUnfinished(entry: Entry): boolean {
  return entry.state === "open";
}

/** The browser's own storage, or null where asking for it is already an error. */
export function browserStore(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
