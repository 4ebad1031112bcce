/**
 * The session's end, without leaving the page. Two minutes before it a warning offers to stay; after
 * it, whoever needs the session fires `sipol:signed-out` on the document, people sign in in place,
 * and `sipol:signed-in` (detail `csrfToken`) tells everybody to go on. `sipol:sign-in-later` says
 * that they will not now. The words stand in components/session.html.
 */
import { say } from "../language.ts";
import { askSession, renewProofs, type SessionState } from "./session_state.ts";

const WARN_BEFORE_S = 120;
const UNREACHED = say(
  "Server belum terjangkau. Isian Anda tetap ada; coba lagi sebentar lagi.",
  "The server cannot be reached yet. What you typed stays; try again in a moment.",
);

export function watchSession(): void {
  const dialog = document.querySelector<HTMLDialogElement>("[data-sign-in-again]");
  if (dialog) {
    warnBeforeTheEnd(dialog);
    signInInPlace(dialog);
  }
}

function warnBeforeTheEnd(dialog: HTMLDialogElement): void {
  const warning = document.querySelector<HTMLElement>("[data-session-warning]");
  const url = dialog.dataset.sessionUrl ?? "";
  let timer = 0;
  const plan = (state: { ends_in: number | null } | null): void => {
    clearTimeout(timer);
    if (warning && state?.ends_in != null) {
      warning.hidden = state.ends_in > WARN_BEFORE_S;
      const wait = warning.hidden ? state.ends_in - WARN_BEFORE_S : state.ends_in;
      // Another tab may have stayed, or a laptop slept: ask before saying anything.
      timer = window.setTimeout(() => void askSession(url).then(look), wait * 1000 + 500);
    }
  };
  const look = (state: SessionState | null): void => {
    plan(state);
    if (warning && state && !state.signed_in) {
      warning.hidden = true;
      signedOut();
    }
  };
  warning?.querySelector("[data-session-stay]")?.addEventListener("click", () => {
    void askSession(url, "POST").then(look);
  });
  document.addEventListener("sipol:signed-in", () => void askSession(url).then(plan));
  const known = dialog.dataset.endsIn;
  plan({ ends_in: known ? Number(known) : null });
}

function signedOut(): void {
  document.dispatchEvent(new CustomEvent("sipol:signed-out"));
}

function signInInPlace(dialog: HTMLDialogElement): void {
  const form = dialog.querySelector("form") as HTMLFormElement;
  const problem = dialog.querySelector<HTMLElement>("[data-sign-in-problem]");
  const password = form.elements.namedItem("password") as HTMLInputElement;
  let before: Element | null = null;
  let later = false;

  const say = (words: string): void => {
    if (problem) {
      problem.textContent = words;
      problem.hidden = !words;
    }
    password.toggleAttribute("aria-invalid", Boolean(words));
  };
  const done = (state: SessionState): void => {
    renewProofs(state.csrf_token);
    later = false;
    dialog.close();
    password.value = "";
    codeIn(form).value = "";
    form.querySelector("[data-sign-in-code]")?.toggleAttribute("hidden", true);
    (before as HTMLElement | null)?.focus?.();
    const detail = { csrfToken: state.csrf_token };
    document.dispatchEvent(new CustomEvent("sipol:signed-in", { detail }));
  };

  document.addEventListener("sipol:signed-out", (event) => {
    // Once put off, only somebody's own wish opens it again, not every look of the page.
    const wished = Boolean((event as CustomEvent<{ wished?: boolean } | null>).detail?.wished);
    if (!dialog.open && (wished || !later)) {
      before = document.activeElement;
      say("");
      dialog.showModal();
      password.focus();
    }
  });
  const putOff = (): void => {
    later = true;
    dialog.close();
    (before as HTMLElement | null)?.focus?.();
    document.dispatchEvent(new CustomEvent("sipol:sign-in-later"));
  };
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    putOff();
  });
  dialog.querySelector("[data-sign-in-later]")?.addEventListener("click", putOff);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say("");
    void signIn(form, dialog).then((found) => (typeof found === "string" ? say(found) : done(found)));
  });
}

/** Signs in; the new session, or the sentence that says why not. */
async function signIn(form: HTMLFormElement, dialog: HTMLDialogElement): Promise<SessionState | string> {
  const url = dialog.dataset.sessionUrl ?? "";
  const fresh = await askSession(url);
  if (!fresh) {
    return UNREACHED;
  }
  renewProofs(fresh.csrf_token);
  if (fresh.signed_in) {
    return ownState(fresh, dialog);
  }
  try {
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    const door = fresh.asks && codeIn(form).value ? fresh.asks : form.action;
    const answer = await fetch(door, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") {
      return await reasonIn(answer);
    }
  } catch {
    return UNREACHED;
  }
  const state = await askSession(url);
  if (state?.asks) {
    return askForCode(form);
  }
  if (!state?.signed_in) {
    return say("Belum berhasil masuk. Coba sekali lagi.", "Not signed in yet. Try once more.");
  }
  return ownState(state, dialog);
}

/** The session, if it is that of the account whose page this is. */
function ownState(state: SessionState, dialog: HTMLDialogElement): SessionState | string {
  if (state.account !== dialog.dataset.account) {
    const owner = dialog.dataset.account ?? "";
    return say(
      `Anda masuk sebagai ${state.account}, tetapi halaman ini milik ${owner}. Isian tidak dikirim. Masuklah dengan akun itu, atau buka beranda.`,
      `You are signed in as ${state.account}, but this page belongs to ${owner}. Nothing was sent. Sign in with that account, or open the start page.`,
    );
  }
  return state;
}

/**
 * The password fits; this account also asks for a code. Who has a passkey only signs in in another
 * tab: this one notices on the next try, and nothing that was typed here is lost.
 */
function askForCode(form: HTMLFormElement): string {
  const box = form.querySelector<HTMLElement>("[data-sign-in-code]");
  if (box) {
    box.hidden = false;
    codeIn(form).focus();
  }
  return say("Kata sandi cocok. Isi juga kodenya.", "The password fits. Enter the code as well.");
}

function codeIn(form: HTMLFormElement): HTMLInputElement {
  return form.elements.namedItem("code") as HTMLInputElement;
}

/** The sign-in page's own words for what did not fit. */
async function reasonIn(answer: Response): Promise<string> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const told = page.querySelector(".govuk-error-summary__list li") ?? page.querySelector("main p");
  return (
    told?.textContent?.trim() ||
    say("Belum berhasil masuk. Coba lagi sebentar lagi.", "Not signed in yet. Try again in a moment.")
  );
}
