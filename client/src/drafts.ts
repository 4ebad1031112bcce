/**
 * Lets `<form data-draft-form>` keep what is typed: on this device within a second, on the server
 * as soon as there is one. Without this script the form has its button “Simpan draf”.
 *
 * The form names `data-draft-url`, `data-draft-subject` and `data-draft-person`; its parts come
 * from shared/drafts/fields.html. On `sipol:signed-out` (dispatched on document) somebody should
 * offer to sign in; `sipol:signed-in` goes on.
 */
import { Device } from "./drafts/device.ts";
import { readTexts } from "./drafts/door.ts";
import { isTyped, show, textsOf } from "./drafts/fields.ts";
import { Keeper } from "./drafts/keeper.ts";
import { oldestBase } from "./drafts/ledger.ts";
import { CHANNEL } from "./drafts/names.ts";
import { View } from "./drafts/view.ts";
import { words } from "./drafts/words.ts";

const PATIENCE_MS = 15_000;
/** A kept form (forms.ts) waits for the line and for somebody to sign in by itself, and says so. */
const KEPT_PATIENCE_MS = 1_500;

interface Message {
  wiped?: boolean;
  draft?: string;
  texts?: Record<string, string>;
}

async function enhance(form: HTMLFormElement, channel: BroadcastChannel): Promise<void> {
  const { draftForm = "", draftSubject = "", draftPerson = "", draftUrl = "" } = form.dataset;
  const name = `${draftPerson}/${draftForm}/${draftSubject}`;
  const version = form.querySelector<HTMLInputElement>("[data-draft-version]");
  const view = new View(form);
  const keeper = new Keeper({
    name,
    url: draftUrl,
    subject: draftSubject,
    version: Number(version?.value ?? 0),
    device: new Device(name),
    changed: (shown) => {
      if (version) {
        version.value = String(oldestBase(shown.state));
      }
      view.state(shown);
    },
    fill: (texts) => fill(form, keeper, texts),
    tell: (texts) => channel.postMessage({ draft: name, texts } satisfies Message),
    signedOut: () => document.dispatchEvent(new CustomEvent("sipol:signed-out")),
  });

  form.addEventListener("input", (event) => note(event.target, keeper, view));
  form.addEventListener("change", (event) => note(event.target, keeper, view));
  view.onChoice((field, text) => {
    void keeper.resolve(field, text ?? textsOf(form)[field] ?? "");
  });
  holdUntilSaved(form, keeper, view);
  channel.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.wiped) {
      keeper.stop();
    } else if (data.draft === name) {
      fill(form, keeper, data.texts ?? {});
      void keeper.refresh();
    }
  });
  window.addEventListener("online", () => keeper.wake());
  document.addEventListener("sipol:signed-in", () => keeper.wake());
  window.addEventListener("pagehide", () => void keeper.flush());
  document.addEventListener("visibilitychange", () => {
    void keeper.flush();
    if (document.visibilityState === "visible") {
      keeper.wake();
    }
  });

  const shownVersion = Number(version?.value ?? 0);
  const state = await keeper.start(textsOf(form), view.conflictsOnPage());
  if (state.version > shownVersion) {
    fill(form, keeper, await readTexts(draftUrl, draftSubject)); // another tab saw more than we show
  }
  const mine = Object.fromEntries(
    Object.entries(state.dirty).map(([field, one]) => [field, one.value]),
  );
  fill(form, keeper, mine);
  if (Object.keys(mine).length > 0) {
    view.note(words.restored(Object.keys(mine).length));
  }
}

function note(target: EventTarget | null, keeper: Keeper, view: View): void {
  if (isTyped(target)) {
    view.typing();
    keeper.typed(target.name, target.value);
  }
}

function fill(form: HTMLFormElement, keeper: Keeper, texts: Record<string, string>): void {
  for (const [field, text] of Object.entries(texts)) {
    if (!keeper.isTyping(field)) {
      show(form, field, text);
    }
  }
}

/** A form is sent only when its draft is on the server: what follows builds on it. */
function holdUntilSaved(form: HTMLFormElement, keeper: Keeper, view: View): void {
  let passing = false;
  form.addEventListener("submit", (event) => {
    if (passing) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    const pressed = event.submitter;
    const kept = "kept" in form.dataset;
    void keeper.drain(kept ? KEPT_PATIENCE_MS : PATIENCE_MS).then((how) => {
      if (how === "sent" || how === "refused" || (kept && how !== "conflict")) {
        passing = true;
        form.requestSubmit(pressed);
        return;
      }
      view.note({ later: words.notYet, conflict: words.chooseFirst, "signed-out": words.signedOut }[how]);
      if (how === "conflict") {
        view.focusFirstConflict();
      }
    });
  });
  window.addEventListener("pageshow", () => {
    passing = false;
  });
}

const channel = new BroadcastChannel(CHANNEL);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft-form]")) {
  void enhance(form, channel);
}
