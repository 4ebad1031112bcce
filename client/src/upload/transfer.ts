/**
 * Moves the bytes of one file to an address the server has already given out.
 *
 * tus-js-client is never told where uploads are created: with that knowledge it starts a file from
 * zero whenever the server says 401, 429 or 503. Every start asks the server how far it has got.
 */
import { type DetailedError, Upload } from "tus-js-client";

import { chunkAfterFailure, chunkAfterSuccess, FIRST_CHUNK } from "./chunks.ts";
import type { Permit } from "./memory.ts";
import { readRetryAfter } from "./retry.ts";

/** A line that moved nothing for this long is broken, whatever the browser believes. */
const SILENCE_MS = 60_000;

export interface Broken {
  /** The server's answer, or 0 when there was none. */
  status: number;
  retryAfterMs: number | null;
}

export interface Listener {
  sent(bytes: number): void;
  received(bytes: number): void;
  /** `deliveryPage` is empty where the server did not name it. */
  finished(deliveryPage: string): void;
  broken(how: Broken): void;
}

export class Transfer {
  readonly #upload: Upload;
  readonly #listener: Listener;
  #silence = 0;
  #chunkBegan = 0;

  constructor(file: File, permit: Permit, listener: Listener) {
    this.#listener = listener;
    this.#upload = new Upload(file, {
      uploadUrl: permit.upload_url,
      headers: { Authorization: `Bearer ${permit.token}` },
      chunkSize: FIRST_CHUNK,
      retryDelays: null, // we wait ourselves, see attempts.ts
      storeFingerprintForResuming: false,
      fingerprint: () => Promise.resolve(permit.id),
      onBeforeRequest: () => {
        this.#chunkBegan = performance.now();
        this.#listen();
      },
      onAfterResponse: (_request, response) => {
        const offset = Number(response.getHeader("Upload-Offset") ?? Number.NaN);
        if (response.getStatus() < 300 && !Number.isNaN(offset)) {
          listener.received(offset);
        }
      },
      onProgress: (bytes) => {
        this.#listen();
        listener.sent(bytes);
      },
      onChunkComplete: (size) => this.#adapt(size),
      onSuccess: ({ lastResponse }) => {
        window.clearTimeout(this.#silence); // aborting now would empty the last answer
        listener.finished(lastResponse.getHeader("Sipol-Delivery") ?? "");
      },
      onError: (error) => this.#fail(error as DetailedError),
    });
  }

  /** Asks the server for its offset and sends what it lacks. Also after `stop`. */
  start(): void {
    this.#upload.start();
    this.#listen();
  }

  stop(): void {
    window.clearTimeout(this.#silence);
    void this.#upload.abort();
  }

  #adapt(size: number): void {
    const seconds = (performance.now() - this.#chunkBegan) / 1000;
    const { options } = this.#upload;
    if (size >= (options.chunkSize ?? FIRST_CHUNK)) {
      options.chunkSize = chunkAfterSuccess(size, seconds);
    }
  }

  #fail(error: DetailedError): void {
    const answer = error.originalResponse ?? null;
    this.#break({
      status: answer?.getStatus() ?? 0,
      retryAfterMs: readRetryAfter(answer?.getHeader("Retry-After"), Date.now()),
    });
  }

  #break(how: Broken): void {
    this.stop();
    const { options } = this.#upload;
    options.chunkSize = chunkAfterFailure(options.chunkSize ?? FIRST_CHUNK);
    this.#listener.broken(how);
  }

  #listen(): void {
    window.clearTimeout(this.#silence);
    this.#silence = window.setTimeout(
      () => this.#break({ status: 0, retryAfterMs: null }),
      SILENCE_MS,
    );
  }
}
