/** Asks our server for the permit to send one file. Safe to repeat: `client_id` names the request. */
import { ask, troubleIn } from "./ask.ts";
import type { Entry, Permit } from "./entries.ts";
import { Broken } from "./trouble.ts";

export interface Door {
  url: string;
  csrfHeader: string;
  /** Read anew for every request: signing in again changes it. */
  csrfToken(): string;
}

const PATIENCE_MS = 30_000;

export async function requestPermit(door: Door, entry: Entry, signal: AbortSignal): Promise<Permit> {
  const answer = await ask("POST", door.url, {
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      [door.csrfHeader]: door.csrfToken(),
    },
    body: JSON.stringify({
      name: entry.name,
      size: entry.size,
      regency: entry.regency,
      mends: entry.mends || null,
      papers: entry.papers || null,
      client_id: entry.clientId,
      sha256: entry.sha256,
    }),
    signal,
    patienceMs: PATIENCE_MS,
  });
  const { status, json } = answer;
  if (status >= 200 && status < 300 && isPermit(json)) {
    return json;
  }
  throw new Broken(troubleIn(answer, json !== null)); // a captive portal says 200 to everything
}

function isPermit(body: unknown): body is Permit {
  const wanted: (keyof Permit)[] = ["id", "upload_url", "token", "delivery_url"];
  return wanted.every((key) => typeof (body as Permit | null)?.[key] === "string");
}
