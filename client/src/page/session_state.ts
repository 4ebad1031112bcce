/** What the server says of this browser's session, and the proof of origin that its forms carry. */
export interface SessionState {
  signed_in: boolean;
  /** The e-mail of who is signed in; empty for nobody. */
  account: string;
  /** Whole seconds; null where nobody is signed in or the end is not known. */
  ends_in: number | null;
  csrf_token: string;
  /** Where the sign-in that was begun waits for a second factor; empty where none does. */
  asks: string;
}

const PROOF = "csrfmiddlewaretoken";

/** Asks for the session (GET) or for its whole length from now (POST); null when nobody answers. */
export async function askSession(url: string, method = "GET"): Promise<SessionState | null> {
  try {
    const answer = await fetch(url, {
      method,
      headers: { Accept: "application/json", "X-CSRFToken": proofOfPage() },
      signal: AbortSignal.timeout(20_000),
    });
    const state = (await answer.json()) as SessionState;
    return typeof state.csrf_token === "string" ? state : null;
  } catch {
    return null;
  }
}

/** The proof that the forms of this page carry now. */
export function proofOfPage(): string {
  return document.querySelector<HTMLInputElement>(`input[name=${PROOF}]`)?.value ?? "";
}

/** Every form of the page gets the new proof, so that all of them can be sent as they stand. */
export function renewProofs(proof: string): void {
  for (const field of document.querySelectorAll<HTMLInputElement>(`input[name=${PROOF}]`)) {
    field.value = proof;
  }
}
