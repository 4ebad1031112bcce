/** One request, watched: it ends with an answer, by its owner, or because nothing moves any more. */
import { LANGUAGE } from "../language.ts";
import { readRetryAfter } from "./retry.ts";
import { Broken, type Trouble } from "./trouble.ts";

export interface Asking {
  headers?: Record<string, string>;
  body?: string | ArrayBuffer;
  signal: AbortSignal;
  /** How long nothing may move. A line that is silent for longer is broken, whatever it claims. */
  patienceMs: number;
  sent?(bytes: number): void;
}

export interface Answer {
  status: number;
  header(name: string): string | null;
  json: Record<string, unknown> | null;
}

/** Rejects with `Broken` (status 0) when no answer comes, and with the signal's reason. */
export function ask(method: string, url: string, asking: Asking): Promise<Answer> {
  const { signal, patienceMs } = asking;
  const request = new XMLHttpRequest();
  return new Promise<Answer>((resolve, reject) => {
    let silence = 0;
    const listen = (): void => {
      clearTimeout(silence);
      silence = window.setTimeout(() => request.abort(), patienceMs);
    };
    const stop = (): void => request.abort();
    if (signal.aborted) {
      throw signal.reason;
    }
    signal.addEventListener("abort", stop);
    request.upload.onprogress = (event) => {
      listen();
      asking.sent?.(event.loaded);
    };
    request.onprogress = listen;
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(new Broken({}));
    request.onabort = () => reject(signal.aborted ? signal.reason : new Broken({}));
    request.onloadend = () => {
      clearTimeout(silence);
      signal.removeEventListener("abort", stop);
    };
    request.open(method, url);
    request.setRequestHeader("Accept-Language", LANGUAGE);
    for (const [name, value] of Object.entries(asking.headers ?? {})) {
      request.setRequestHeader(name, value);
    }
    listen();
    request.send(asking.body ?? null);
  });
}

/** What an unwelcome answer says. */
export function troubleIn(answer: Answer, genuine: boolean): Trouble {
  // Both times are the server's: the device's clock may be wrong by years.
  const now = Date.parse(answer.header("Date") ?? "") || Date.now();
  return {
    status: answer.status,
    genuine,
    code: answer.header("Sipol-Code") ?? text(answer.json?.code),
    sentence: text(answer.json?.sentence),
    retryAfterMs: readRetryAfter(answer.header("Retry-After"), now),
  };
}

function answerOf(request: XMLHttpRequest): Answer {
  let json: unknown = null;
  try {
    json = JSON.parse(request.responseText);
  } catch {
    // A page, or nothing: either way not one of our answers.
  }
  return {
    status: request.status,
    header: (name) => request.getResponseHeader(name),
    json: typeof json === "object" ? (json as Answer["json"]) : null,
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
