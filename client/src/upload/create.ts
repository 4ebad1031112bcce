/** Asks our server for the permit to send one file. Safe to repeat: `client_id` names the request. */
import type { Permit } from "./memory.ts";
import { readRetryAfter } from "./retry.ts";

export interface Door {
  url: string;
  csrfHeader: string;
  csrfToken: string;
  /** Where to go when the server has not said where the delivery is shown. */
  deliveriesUrl: string;
}

export interface Wish {
  name: string;
  size: number;
  regency: string;
  /** The delivery whose rejected rows this file mends. */
  mends: string | null;
  client_id: string;
}

/** The server answered, and not with a permit; or, with status 0, nothing answered. */
export class NoPermit extends Error {
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(message: string, status: number, retryAfterMs: number | null) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later: no answer, too busy, or a fault of the server. */
  get passing(): boolean {
    return [0, 408, 425, 429].includes(this.status) || this.status >= 500;
  }
}

const PATIENCE_MS = 30_000;

export async function requestPermit(door: Door, wish: Wish): Promise<Permit> {
  const answer = await ask(door, wish);
  const body = await readJson(answer);
  if (answer.ok && isPermit(body)) {
    return body;
  }
  const status = answer.ok ? 502 : answer.status; // a captive portal says 200 to everything
  const wait = readRetryAfter(answer.headers.get("Retry-After"), Date.now());
  throw new NoPermit(reasonIn(body), status, wait);
}

async function ask(door: Door, wish: Wish): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await fetch(door.url, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        [door.csrfHeader]: door.csrfToken,
      },
      body: JSON.stringify(wish),
      signal: patience.signal,
    });
  } catch {
    throw new NoPermit("", 0, null);
  } finally {
    clearTimeout(timer);
  }
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

function isPermit(body: unknown): body is Permit {
  const wanted = ["id", "upload_url", "token", "delivery_url"];
  return isRecord(body) && wanted.every((key) => typeof body[key] === "string");
}

/** The server's own words, where it gave some. */
function reasonIn(body: unknown): string {
  if (!isRecord(body)) {
    return "";
  }
  return typeof body.sentence === "string" ? body.sentence : "";
}

function isRecord(body: unknown): body is Record<string, unknown> {
  return typeof body === "object" && body !== null;
}
