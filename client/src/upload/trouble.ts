/** What came instead of the answer that was hoped for, and what follows from it. */

export interface Trouble {
  /** The status, or 0 when nothing answered. */
  status: number;
  /** Whether our own server said it; a middle box or a captive portal can send any status. */
  genuine: boolean;
  /** The server's name for the reason and its sentence; empty where it gave none. */
  code: string;
  sentence: string;
  retryAfterMs: number | null;
}

export class Broken extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Partial<Trouble>) {
    super();
    const nothing = { status: 0, genuine: false, code: "", sentence: "", retryAfterMs: null };
    this.trouble = { ...nothing, ...trouble };
  }
}

/** The file on this device cannot be read any more. */
export class Unreadable extends Error {}

/**
 * - `line`: no upload will get through now; all of them wait.
 * - `own`: only this upload has to wait, another one may go.
 * - `resync`: ask the server at once how far it is.
 * - `signed-out`: a new upload needs somebody signed in.
 * - `stopped`: only its owner can decide what happens to it.
 */
export type Verdict = "line" | "own" | "resync" | "signed-out" | "stopped";

/** While asking for permission to send a file. */
export function verdictOnWish({ status, genuine, code, sentence }: Trouble): Verdict {
  if (!genuine || status < 400 || status >= 500 || [408, 425, 429].includes(status)) {
    return "line";
  }
  // A session that ended: the API says 401, or 403 when the page's proof of origin is stale.
  const stale = status === 403 && (code === "csrf_stale" || !sentence);
  return status === 401 || stale ? "signed-out" : "stopped";
}

const OF_ONE_UPLOAD: Record<number, Verdict> = {
  400: "stopped",
  401: "stopped",
  403: "stopped",
  404: "stopped",
  408: "own",
  409: "resync",
  410: "stopped",
  413: "stopped",
  423: "own",
  460: "own",
};

/** While sending a file that the server has given permission for. */
export function verdictOnTransfer({ status, genuine }: Trouble): Verdict {
  return (genuine && OF_ONE_UPLOAD[status]) || "line";
}
