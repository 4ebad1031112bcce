/**
 * Moves the bytes of one file to an address the server has already given out, in tus 1.0.
 *
 * It asks first how far the server is, and it cannot create an upload: whatever the server answers,
 * a file is never begun again from zero behind its owner's back. An answer counts only if it is the
 * server's own and says what was sent; a 200 with a portal's page does not.
 */
import { type Answer, ask, troubleIn } from "./ask.ts";
import { chunkAfterFailure, chunkAfterSuccess, FIRST_CHUNK } from "./chunks.ts";
import { checksumOf } from "./content.ts";
import type { Permit } from "./entries.ts";
import { RateMeter } from "./rate.ts";
import { Broken, Unreadable } from "./trouble.ts";

const LONGEST_PATIENCE_MS = 4 * 60_000;

/** What is known of the line, whichever file is on it. */
export class Line {
  chunk = FIRST_CHUNK;
  readonly rate = new RateMeter();
  readonly #patienceMs: number;
  #failures = 0;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Grows with every failure: on the slowest lines a single piece may be silent for minutes. */
  get patienceMs(): number {
    return Math.min(LONGEST_PATIENCE_MS, this.#patienceMs * 2 ** Math.min(this.#failures, 10));
  }

  /** How often nothing got through since the last piece that did. */
  get failures(): number {
    return this.#failures;
  }

  /** Something got through. */
  held(): void {
    this.#failures = 0;
  }

  moved(bytes: number, seconds: number): void {
    this.held();
    if (bytes >= this.chunk) {
      this.chunk = chunkAfterSuccess(bytes, seconds);
    }
  }

  broke(): void {
    this.#failures += 1;
    this.chunk = chunkAfterFailure(this.chunk);
    this.rate.interrupt();
  }
}

export interface Watcher {
  sent(bytes: number): void;
  received(bytes: number): void;
  /** Asked between two pieces. */
  goesOn(): boolean;
}

/**
 * Resolves with the address of the delivery (empty where the server named none), or with null when
 * the watcher did not want to go on. Rejects with `Broken`, `Unreadable` or the signal's reason.
 */
export async function transfer(
  file: Blob,
  permit: Permit,
  line: Line,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<string | null> {
  const request = (method: string, headers = {}, body?: ArrayBuffer, sent?: (n: number) => void) =>
    ask(method, permit.upload_url, {
      headers: {
        "Tus-Resumable": "1.0.0",
        Authorization: `Bearer ${permit.token}`,
        ...headers,
      },
      body,
      sent,
      signal,
      patienceMs: line.patienceMs,
    });

  let answer = await request("HEAD");
  let offset = offsetIn(answer, 0, file.size);
  watcher.received(offset);
  while (offset < file.size) {
    if (!watcher.goesOn()) {
      return null;
    }
    const from = offset;
    const piece = await read(file, from, from + line.chunk);
    const headers = {
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": String(from),
      "Upload-Checksum": await checksumOf(piece),
    };
    const began = performance.now();
    answer = await request("PATCH", headers, piece, (bytes) => watcher.sent(from + bytes));
    const end = from + piece.byteLength;
    offset = offsetIn(answer, end, end);
    line.moved(piece.byteLength, (performance.now() - began) / 1000);
    watcher.received(offset);
  }
  return answer.header("Sipol-Delivery") ?? permit.delivery_url;
}

/** Tells the server that the upload is given up. Rejects like `transfer`. */
export async function giveUp(permit: Permit, line: Line, signal: AbortSignal): Promise<void> {
  const answer = await ask("DELETE", permit.upload_url, {
    headers: { "Tus-Resumable": "1.0.0", Authorization: `Bearer ${permit.token}` },
    signal,
    patienceMs: line.patienceMs,
  });
  if (!isGenuine(answer) || answer.status >= 300) {
    throw new Broken(troubleIn(answer, isGenuine(answer)));
  }
}

function isGenuine(answer: Answer): boolean {
  return answer.header("Tus-Resumable") === "1.0.0";
}

/** The offset of a good answer; rejects every other one. */
function offsetIn(answer: Answer, least: number, most: number): number {
  const text = answer.header("Upload-Offset") ?? "";
  const offset = /^\d+$/.test(text) ? Number(text) : -1;
  const good = isGenuine(answer) && [200, 204].includes(answer.status);
  if (!good || offset < least || offset > most) {
    throw new Broken(troubleIn(answer, isGenuine(answer)));
  }
  return offset;
}

async function read(file: Blob, from: number, to: number): Promise<ArrayBuffer> {
  try {
    return await file.slice(from, to).arrayBuffer();
  } catch {
    throw new Unreadable();
  }
}
