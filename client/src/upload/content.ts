/** What is inside a file or a piece of it, as digests. */
import { Sha256 } from "./sha256.ts";

const SLICE = 1024 * 1024;

/**
 * The SHA-256 of a whole file in hex, read slice by slice. Rejects if the file cannot be read.
 * `progress` gets the bytes read so far.
 */
export async function digestOf(file: Blob, progress: (bytes: number) => void): Promise<string> {
  const digest = new Sha256();
  for (let at = 0; at < file.size; at += SLICE) {
    progress(at);
    digest.update(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
  }
  return hex(digest.digest());
}

/** The value of a tus Upload-Checksum header for one piece. */
export async function checksumOf(piece: ArrayBuffer): Promise<string> {
  const digest = crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", piece))
    : new Sha256().update(new Uint8Array(piece)).digest();
  return `sha256 ${btoa(String.fromCharCode(...digest))}`;
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A name nobody else gives; `crypto.randomUUID` does not exist on a page without TLS. */
export function newName(): string {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}
