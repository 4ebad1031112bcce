/** What a form shows of its draft: the state in words, notes, and conflicts side by side. */
import { say } from "../language.ts";
import { show } from "./fields.ts";
import type { Shown } from "./keeper.ts";
import { type Told, unsent } from "./ledger.ts";
import { serverTime, words } from "./words.ts";

type Tone = "netral" | "proses" | "selesai" | "perhatian" | "gagal";

export class View {
  readonly #form: HTMLFormElement;
  #announced = "";

  constructor(form: HTMLFormElement) {
    this.#form = form;
  }

  state(shown: Shown): void {
    const [text, tone, loud] = stateOf(shown);
    if (text) {
      this.#say(text, tone);
    }
    // Every keystroke changes the state; only what matters is read out.
    if (loud && this.#announced !== text) {
      this.announce(text);
    }
    this.#announced = text;
    for (const [name, theirs] of Object.entries(shown.state.conflicts)) {
      this.#showConflict(name, shown.state.dirty[name]?.value ?? "", theirs);
    }
  }

  /** Not even on the device yet: what was said before is true no more. */
  typing(): void {
    this.#say(words.typing, "netral");
  }

  announce(text: string): void {
    const element = this.#part("[data-draft-announcement]");
    if (element) {
      element.textContent = text;
    }
  }

  note(text: string): void {
    const element = this.#part("[data-draft-note]");
    if (element) {
      element.textContent = text;
      element.hidden = text === "";
      this.announce(text);
    }
  }

  /** Texts of conflicts that the server rendered, by field. */
  conflictsOnPage(): Record<string, Told> {
    const found: Record<string, Told> = {};
    for (const panel of this.#form.querySelectorAll<HTMLElement>("[data-draft-conflict]")) {
      const sides = [...panel.querySelectorAll<HTMLElement>("[data-part=side]")];
      const theirs = sides.find((side) => !side.dataset.own) ?? sides[0];
      found[panel.dataset.draftConflict ?? ""] = {
        value: theirs?.dataset.text ?? "",
        by: theirs?.querySelector("[data-part=by]")?.textContent ?? "",
        at: "",
        version: Math.max(...sides.map((side) => Number(side.dataset.version))),
      };
    }
    return found;
  }

  /** Calls back with the field and the text of a pressed button; null for the field's own text. */
  onChoice(chosen: (name: string, text: string | null) => void): void {
    this.#form.addEventListener("click", (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>("[data-draft-conflict] button");
      const panel = button?.closest<HTMLElement>("[data-draft-conflict]");
      if (!button || !panel) {
        return;
      }
      event.preventDefault();
      const name = panel.dataset.draftConflict ?? "";
      const side = button.closest<HTMLElement>("[data-part=side]");
      panel.remove();
      if (side) {
        show(this.#form, name, side.dataset.text ?? "");
      }
      this.#part<HTMLElement>(`[name="${name}"]`)?.focus();
      chosen(name, side ? (side.dataset.text ?? "") : null);
    });
  }

  focusFirstConflict(): void {
    this.#part<HTMLElement>("[data-draft-conflict] button")?.focus();
  }

  #showConflict(name: string, mine: string, theirs: Told): void {
    const place = this.#part(`[data-draft-field="${name}"]`) ?? this.#form;
    const there = place.querySelector<HTMLElement>("[data-draft-conflict]");
    const template = this.#part<HTMLTemplateElement>("[data-draft-conflict-template]");
    if (!theirs.at || !template) {
      return; // the server's own panel stands there
    }
    const panel =
      there ?? (template.content.querySelector("[data-draft-conflict]")?.cloneNode(true) as HTMLElement);
    const title = place.querySelector("label, legend")?.textContent?.trim() ?? name;
    panel.dataset.draftConflict = name;
    panel.setAttribute("aria-label", `${say("Bentrok", "Conflict")}: ${title}`);
    put(panel, "title", title);
    const sides = panel.querySelector("[data-part=sides]");
    const side = template.content.querySelector("[data-part=side]");
    if (sides && side) {
      const both = [side.cloneNode(true), side.cloneNode(true)] as HTMLElement[];
      fillSide(both[0] as HTMLElement, mine, words.me, words.here);
      fillSide(both[1] as HTMLElement, theirs.value, theirs.by, serverTime(theirs.at));
      const held = document.activeElement;
      if (!there || !sides.contains(held)) {
        sides.replaceChildren(...both); // never under somebody's fingers
      }
    }
    if (!there) {
      place.append(panel);
    }
  }

  #say(text: string, tone: Tone): void {
    const element = this.#part("[data-draft-state]");
    if (element && element.textContent !== text) {
      element.textContent = text;
      element.className = `status status--${tone}`;
    }
  }

  #part<T extends Element = HTMLElement>(selector: string): T | null {
    return this.#form.querySelector<T>(selector);
  }
}

function stateOf({ state, onDevice, sending, signedOut, refusal }: Shown): [string, Tone, boolean] {
  const conflicts = Object.keys(state.conflicts).length;
  if (refusal !== null) {
    return [words.refused(refusal), "gagal", true];
  }
  if (conflicts > 0) {
    return [words.conflict(conflicts), "perhatian", true];
  }
  if (unsent(state) > 0) {
    if (!onDevice) {
      return [words.pageOnly, "perhatian", true];
    }
    if (signedOut) {
      return [words.signedOut, "perhatian", true];
    }
    return sending
      ? [words.sending, "proses", false]
      : [words.device(state.keptAt), "netral", false];
  }
  return [state.savedAt ? words.server(state.savedAt) : "", "selesai", false];
}

function fillSide(side: HTMLElement, text: string, whose: string, when: string): void {
  side.dataset.text = text;
  put(side, "by", whose);
  put(side, "at", when);
  put(side, "text", text || words.empty);
  put(side, "choose", words.use(whose));
}

function put(within: Element, part: string, text: string): void {
  const element = within.querySelector(`[data-part=${part}]`);
  if (element && element.textContent !== text) {
    element.textContent = text;
  }
}
