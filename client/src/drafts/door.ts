/** Carries one patch to the server, and says what came of it. */
import { readRetryAfter } from "../upload/retry.ts";
import type { Answer, Patch } from "./ledger.ts";

export type Outcome =
  | { kind: "answered"; answer: Answer }
  | { kind: "signed-out" }
  | { kind: "later"; retryAfterMs: number | null }
  | { kind: "unknown-base" }
  | { kind: "key-used" }
  | { kind: "refused"; sentence: string };

const PATIENCE_MS = 20_000;

export async function sendPatch(url: string, subject: string, patch: Patch): Promise<Outcome> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: "PATCH",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "Idempotency-Key": patch.key,
        "X-CSRFToken": csrfToken(),
      },
      body: JSON.stringify({
        base: patch.base,
        fields: patch.fields,
        resolved: patch.resolved,
        subject,
      }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return { kind: "later", retryAfterMs: null };
  }
  return read(response);
}

/** What the server's draft holds by now; nothing where it does not answer. */
export async function readTexts(url: string, subject: string): Promise<Record<string, string>> {
  try {
    const response = await fetch(`${url}?${new URLSearchParams({ subject })}`);
    const body = (await response.json()) as Partial<Answer>;
    const told = Object.entries(response.ok ? (body.fields ?? {}) : {});
    return Object.fromEntries(told.map(([name, one]) => [name, one.value]));
  } catch {
    return {};
  }
}

async function read(response: Response): Promise<Outcome> {
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  const code = body?.code;
  if (isAnswer(body) && (response.status === 200 || code === "draft_conflict")) {
    return { kind: "answered", answer: body };
  }
  if (response.status === 401) {
    return { kind: "signed-out" };
  }
  if (code === "draft_base_unknown") {
    return { kind: "unknown-base" };
  }
  if (code === "idempotency_key_reused") {
    return { kind: "key-used" };
  }
  // 200 without our words is a gateway that answers everything itself.
  const passing = response.ok || [408, 425, 429].includes(response.status) || response.status >= 500;
  if (passing) {
    const retryAfterMs = readRetryAfter(response.headers.get("Retry-After"), Date.now());
    return { kind: "later", retryAfterMs };
  }
  return { kind: "refused", sentence: typeof body?.sentence === "string" ? body.sentence : "" };
}

function isAnswer(body: unknown): body is Answer {
  const one = body as Answer | null;
  return (
    typeof one?.version === "number" &&
    typeof one.saved_at === "string" &&
    typeof one.fields === "object"
  );
}

/** Read anew each time: signing in again changes it. */
function csrfToken(): string {
  const cookie = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
  const field = document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return cookie?.[1] ?? field?.value ?? "";
}
