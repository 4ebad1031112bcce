/** The panel that shows one upload; its mark-up is the template components/upload_panel.html. */
import { Announcer } from "./announcer.ts";
import type { Remembered } from "./memory.ts";
import { explain } from "./words.ts";

export type Tone = "netral" | "proses" | "selesai" | "perhatian" | "gagal";
export type Press = "pause" | "resume" | "try-now";

export class Panel {
  readonly #root: HTMLElement;
  readonly #fields: HTMLFieldSetElement | null;
  readonly #announcer: Announcer;

  constructor(root: HTMLElement, form: HTMLFormElement) {
    this.#root = root;
    this.#fields = form.querySelector("fieldset[data-uploader-fields]");
    const spoken = this.#part("announcement");
    this.#announcer = new Announcer((words) => {
      spoken.textContent = words;
    });
  }

  open(fileName: string, totalWords: string): void {
    this.#part("file").textContent = `${fileName} (${totalWords})`;
    this.#root.hidden = false;
    this.lockForm(true);
    this.#root.scrollIntoView({ block: "nearest" });
  }

  /** While a file is on its way the form's fields cannot be changed. */
  lockForm(locked: boolean): void {
    if (this.#fields) {
      this.#fields.disabled = locked;
    }
  }

  state(words: string, tone: Tone, explanation = ""): void {
    const state = this.#part("state");
    state.textContent = words;
    state.className = `status status--${tone}`;
    this.#part("explanation").textContent = explanation;
    this.#announcer.announce([words, explanation].filter(Boolean).join(". "));
  }

  progress(percentage: number, figures: string, pace: string): void {
    this.#part<HTMLProgressElement>("progress").value = percentage;
    this.#part("figures").textContent = figures;
    this.#part("pace").textContent = pace;
  }

  /** Only the buttons that mean something now are there. */
  offer(...buttons: Press[]): void {
    for (const name of ["pause", "resume", "try-now"] as const) {
      const button = this.#part(name);
      const hadFocus = document.activeElement === button;
      button.hidden = !buttons.includes(name);
      if (hadFocus && button.hidden && buttons[0]) {
        this.#part(buttons[0]).focus();
      }
    }
  }

  onPress(name: Press, action: () => void): void {
    this.#part(name).addEventListener("click", action);
  }

  offerSignIn(offered: boolean): void {
    this.#part("sign-in").hidden = !offered;
  }

  #part<Kind extends HTMLElement = HTMLElement>(name: string): Kind {
    const found = this.#root.querySelector<Kind>(`[data-part="${name}"]`);
    if (!found) {
      throw new Error(`upload panel has no part "${name}"`);
    }
    return found;
  }
}

/** Tells what earlier visits left unfinished, and that choosing the same file goes on with it. */
export function showUnfinished(notice: HTMLElement | null, uploads: Remembered[]): void {
  const list = notice?.querySelector("ul");
  if (!notice || !list || uploads.length === 0) {
    return;
  }
  list.replaceChildren(
    ...uploads.map((one) => {
      const line = document.createElement("li");
      line.textContent = explain.unfinished(one.name, one.received, one.size);
      return line;
    }),
  );
  notice.hidden = false;
}
