/**
 * `<form data-kept>`: sent by this script, so that what was typed stays on the page until the server
 * has answered. The form's own key goes with every attempt: however often it is sent, it has one
 * effect. Without this script the same form is sent by the browser.
 *
 * A line that is down is tried again without end; a session that has ended is renewed in place (see
 * page/session.ts). components/kept_form.html holds the notice.
 */
import { say } from "./language.ts";
import { askSession, renewProofs } from "./page/session_state.ts";
import { readRetryAfter, waitBefore } from "./upload/retry.ts";

const PATIENCE_MS = 30_000;
/** A proof of origin that is old twice in a row is not cured by a third one. */
const MOST_PROOFS = 2;

class Sending {
  private readonly form: HTMLFormElement;
  private readonly body: URLSearchParams | FormData;
  private attempt = 0;
  private proofs = 0;
  private wake: () => void = () => {};
  private stopped = false;

  constructor(form: HTMLFormElement, submitter: HTMLElement | null) {
    this.form = form;
    const fields = new FormData(form, submitter);
    if (form.enctype === "multipart/form-data") {
      this.body = fields; // a file goes along as it is
      return;
    }
    this.body = new URLSearchParams();
    fields.forEach((value, name) => this.body.append(name, String(value)));
  }

  async run(): Promise<void> {
    this.form.addEventListener("click", this.press);
    window.addEventListener("beforeunload", keep);
    const answered = await this.answer();
    this.form.removeEventListener("click", this.press);
    window.removeEventListener("beforeunload", keep);
    if (answered) {
      show(answered);
    } else {
      awaken(this.form);
    }
  }

  /** The page that answers, or where to go; null when the sender gives up waiting. */
  private async answer(): Promise<Answered | null> {
    while (!this.stopped) {
      const found = await this.ask();
      if (found !== null && typeof found === "object") {
        return found;
      }
      if (found === "signed_out") {
        await this.signIn();
      } else if (found === "csrf_stale") {
        await this.renewProof();
      } else {
        await this.pause(found);
      }
    }
    return null;
  }

  /** One attempt: the answer, what must come first, or milliseconds that the server asks for. */
  private async ask(): Promise<Answered | "signed_out" | "csrf_stale" | number | null> {
    try {
      this.body.set("csrfmiddlewaretoken", proofOf(this.form));
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: this.body,
        headers: {
          Accept: "text/html",
          "Idempotency-Key": String(this.body.get("idempotency_key") ?? ""),
          "Sipol-Form": "kept",
          "X-Requested-With": "XMLHttpRequest",
        },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await answer.text();
      const status = answer.status;
      const ours = answer.headers.has("Sipol-Answer");
      if (!ours || status === 408 || status === 425 || status === 429 || status >= 500) {
        return readRetryAfter(answer.headers.get("Retry-After"), Date.now());
      }
      const code = answer.headers.get("Content-Type")?.includes("json") ? codeIn(text) : "";
      if (code === "signed_out" || (code === "csrf_stale" && this.proofs < MOST_PROOFS)) {
        return code;
      }
      return { location: answer.headers.get("Sipol-Location"), page: code ? "" : text };
    } catch {
      return null;
    }
  }

  private signIn(): Promise<void> {
    this.say("Sesi Anda sudah berakhir. Isian ini tetap ada dan dikirim setelah Anda masuk.");
    return new Promise((go) => {
      const over = (event: Event): void => {
        document.removeEventListener("sipol:signed-in", over);
        document.removeEventListener("sipol:sign-in-later", over);
        this.stopped = event.type === "sipol:sign-in-later";
        this.say(this.stopped ? say(
            "Isian ini belum dikirim. Tekan tombolnya lagi bila Anda siap masuk.",
            "This form is not sent yet. Press its button again when you are ready to sign in.",
          ) : "");
        go();
      };
      document.addEventListener("sipol:signed-in", over);
      document.addEventListener("sipol:sign-in-later", over);
      document.dispatchEvent(new CustomEvent("sipol:signed-out", { detail: { wished: true } }));
    });
  }

  private async renewProof(): Promise<void> {
    this.proofs += 1;
    const dialog = document.querySelector<HTMLElement>("[data-session-url]");
    const state = await askSession(dialog?.dataset.sessionUrl ?? "");
    if (state) {
      renewProofs(state.csrf_token);
    }
  }

  private pause(asked: number | null): Promise<void> {
    const wait = waitBefore(this.attempt++, asked);
    const seconds = Math.max(1, Math.round(wait / 1000));
    this.say(
      say(
        `Server belum menjawab. Isian Anda tetap ada di halaman ini dan dikirim lagi dalam ${seconds} detik. Jangan tutup halaman ini.`,
        `The server has not answered yet. What you typed stays on this page and is sent again in ${seconds} seconds. Do not close this page.`,
      ),
      true,
    );
    return new Promise((go) => {
      const timer = setTimeout(go, wait);
      this.wake = () => {
        clearTimeout(timer);
        go();
      };
    });
  }

  private readonly press = (event: Event): void => {
    const button = (event.target as Element).closest("[data-kept-now], [data-kept-stop]");
    if (!button) {
      return;
    }
    this.stopped = button.hasAttribute("data-kept-stop");
    this.say(this.stopped ? say(
            "Belum ada jawaban. Isian Anda tetap ada; kirim lagi bila jaringan pulih. Tidak akan terkirim dua kali.",
            "No answer yet. What you typed stays; send again when the network is back. It will not be sent twice.",
          ) : say("Sedang dikirim lagi.", "Being sent again."), !this.stopped);
    this.wake();
  };

  private say(words: string, waiting = false): void {
    const notice = this.form.querySelector<HTMLElement>("[data-kept-notice]");
    const text = notice?.querySelector("[data-kept-text]");
    if (notice && text) {
      notice.hidden = !words;
      text.textContent = words;
      for (const button of notice.querySelectorAll("button")) {
        button.hidden = !waiting;
      }
    }
  }
}

interface Answered {
  /** Where the browser goes on; null where the answer is a page of its own. */
  location: string | null;
  page: string;
}

/** What the browser itself would have done with the answer. */
function show({ location: target, page }: Answered): void {
  if (target !== null) {
    const url = new URL(target, location.href);
    location.assign(url);
    if (url.hash && url.pathname + url.search === location.pathname + location.search) {
      location.reload();
    }
  } else if (page) {
    // The whole page anew, scripts included: they focus and announce as on every page. The address
    // stays that of the page which shows the form, so that reloading is harmless.
    document.open();
    document.write(page);
    document.close();
    window.scrollTo(0, 0);
  } else {
    location.reload();
  }
}

function proofOf(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

function codeIn(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: string }).code ?? "");
  } catch {
    return "";
  }
}

function keep(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** What page/forms.ts put to sleep at the first press. */
function awaken(form: HTMLFormElement): void {
  delete form.dataset.state;
  for (const button of form.querySelectorAll("button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !("kept" in form.dataset) || event.defaultPrevented) {
    return;
  }
  event.preventDefault();
  void new Sending(form, event.submitter).run();
});
