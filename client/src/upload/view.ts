/** The list of uploads on the page; its mark-up is the template components/upload_panel.html. */
import { Announcer } from "./announcer.ts";
import type { Look, Press } from "./describe.ts";
import type { Entry } from "./entries.ts";
import { size } from "./figures.ts";

const PRESSES = ["pause", "resume", "try-now", "up", "down", "again", "withdraw", "dismiss"] as const;

export class QueueView {
  readonly #root: HTMLElement;
  readonly #pattern: HTMLTemplateElement;
  readonly #rows = new Map<string, HTMLElement>();
  readonly #announcer: Announcer;
  readonly #pressed: (press: Press, id: string) => void;

  constructor(root: HTMLElement, pressed: (press: Press, id: string) => void) {
    this.#root = root;
    this.#pattern = part<HTMLTemplateElement>(root, "row");
    this.#pressed = pressed;
    const spoken = part(root, "announcement");
    this.#announcer = new Announcer((words) => {
      spoken.textContent = words;
    });
  }

  show(entries: Entry[], look: (entry: Entry) => Look): void {
    const list = part(this.#root, "list");
    const focused = document.activeElement as HTMLElement | null;
    entries.forEach((entry, n) => {
      const row = this.#row(entry);
      if (list.children[n] !== row) {
        list.insertBefore(row, list.children[n] ?? null);
      }
      this.#fill(row, entry, look(entry));
    });
    for (const [id, row] of this.#rows) {
      if (!entries.some((entry) => entry.id === id)) {
        row.remove();
        this.#rows.delete(id);
      }
    }
    this.#root.hidden = entries.length === 0 && !part(this.#root, "message").textContent;
    keepFocus(focused, list);
  }

  /** The three places in which files can be, in words; and what can be done with all at once. */
  sum(words: string, several: boolean, allPaused: boolean): void {
    write(part(this.#root, "sum"), words);
    part(this.#root, "pause-all").hidden = !several || allPaused;
    part(this.#root, "resume-all").hidden = !several || !allPaused;
  }

  onAll(name: "pause-all" | "resume-all", action: () => void): void {
    part(this.#root, name).addEventListener("click", action);
  }

  /** What does not belong to one upload; empty when it is over. */
  message(words: string): void {
    const message = part(this.#root, "message");
    write(message, words);
    message.hidden = !words;
    this.#root.hidden &&= !words;
  }

  announce(words: string): void {
    this.#announcer.announce(words);
  }

  scrollIntoView(): void {
    this.#root.scrollIntoView({ block: "nearest" });
  }

  #row(entry: Entry): HTMLElement {
    const known = this.#rows.get(entry.id);
    if (known) {
      return known;
    }
    const copy = this.#pattern.content.cloneNode(true) as DocumentFragment;
    const row = copy.firstElementChild as HTMLElement;
    write(part(row, "file"), `${entry.name} (${size(entry.size)})`);
    for (const press of PRESSES) {
      const button = part(row, press);
      button.setAttribute("aria-label", `${button.textContent?.trim()} ${entry.name}`);
      button.addEventListener("click", () => this.#pressed(press, entry.id));
    }
    this.#rows.set(entry.id, row);
    return row;
  }

  #fill(row: HTMLElement, entry: Entry, look: Look): void {
    const state = part(row, "state");
    if (write(state, look.state)) {
      state.className = `status status--${look.tone}`;
      this.announce([entry.name, look.state, look.note].filter(Boolean).join(". "));
    }
    write(part(row, "explanation"), look.note);
    write(part(row, "figures"), look.figures);
    write(part(row, "pace"), look.pace);
    part<HTMLProgressElement>(row, "progress").value = look.percentage;
    for (const press of PRESSES) {
      part(row, press).hidden = !look.buttons.includes(press);
    }
    const delivery = part<HTMLAnchorElement>(row, "delivery");
    delivery.parentElement?.toggleAttribute("hidden", !look.delivery);
    delivery.href = look.delivery;
    part(row, "sign-in").hidden = !look.signIn;
  }
}

/** A row that was moved, or a button that has gone, must not throw the keyboard off the list. */
function keepFocus(focused: HTMLElement | null, list: HTMLElement): void {
  const row = focused?.closest<HTMLElement>("li");
  if (!focused || row?.parentElement !== list) {
    return;
  }
  const usable = focused.hidden ? row.querySelector<HTMLElement>("button:not([hidden])") : focused;
  if (usable !== document.activeElement) {
    usable?.focus();
  }
}

/** Writes only what is new, so that nothing is read out or selected away without need. */
function write(element: HTMLElement, words: string): boolean {
  const isNew = element.textContent !== words;
  if (isNew) {
    element.textContent = words;
  }
  return isNew;
}

export function part<Kind extends HTMLElement = HTMLElement>(root: HTMLElement, name: string): Kind {
  const found = root.querySelector<Kind>(`[data-part="${name}"]`);
  if (!found) {
    throw new Error(`upload panel has no part "${name}"`);
  }
  return found;
}
