/**
 * Lets `<form data-uploader>` send its files in pieces that survive a broken line. Without this
 * script the same form posts one file whole; whatever is missing here, that way stays open.
 *
 * The form names `data-create-url`; `data-csrf-header` and `data-csrf-token` unless it carries
 * Django's own hidden field; fields `regency`, `mends` and `papers` where they apply;
 * `data-stall-seconds` where a line may be silent for another time than 30. The list comes from
 * components/upload_panel.html.
 *
 * Where a new upload needs somebody signed in, `sipol:signed-out` is dispatched on the document;
 * `sipol:signed-in` there, or coming back to this page, lets it go on.
 */
import { describe, type Press } from "./upload/describe.ts";
import { browserStore, type Entry, isUnfinished } from "./upload/entries.ts";
import { Files } from "./upload/files.ts";
import { UploadMemory } from "./upload/memory.ts";
import type { Door } from "./upload/permit.ts";
import { giveHandles, handleOf, pick } from "./upload/picking.ts";
import { Queue } from "./upload/queue.ts";
import { Sender } from "./upload/sender.ts";
import { Line } from "./upload/transfer.ts";
import { part, QueueView } from "./upload/view.ts";
import { explain } from "./upload/words.ts";

const STALL_S = 30;
const SHOWN_EVERY_MS = 200;
/** Of a thousand papers only those whose turn comes next; the sum tells of all. */
const MOST_SHOWN = 40;

class Uploader {
  readonly #form: HTMLFormElement;
  readonly #root: HTMLElement;
  readonly #memory = new UploadMemory(browserStore());
  readonly #files = new Files(() => this.#queue.settle());
  readonly #line: Line;
  readonly #queue: Queue;
  readonly #sender: Sender;
  readonly #view: QueueView;
  #timer = 0;
  #chosen = 0;
  /** Choices whose files are still being read. */
  #reading = 0;
  #landed: { entry: Entry; delivery: string } | null = null;

  constructor(form: HTMLFormElement, root: HTMLElement) {
    this.#form = form;
    this.#root = root;
    this.#line = new Line(Number(form.dataset.stallSeconds ?? STALL_S) * 1000);
    this.#view = new QueueView(root, (press, id) => this.#press(press, id));
    const changed = (): void => this.#showSoon();
    this.#queue = new Queue(this.#memory, this.#files, {
      changed,
      reading: (words) => this.#view.message(words),
    });
    this.#sender = new Sender({
      memory: this.#memory,
      files: this.#files,
      line: this.#line,
      door: doorOf(form),
      sendable: () => this.#queue.sendable(),
      changed,
      arrived: (entry, delivery) => this.#arrived(entry, delivery),
    });
  }

  async begin(): Promise<void> {
    this.#memory.tidy();
    this.#listen();
    this.#queue.connect(this.#sender);
    await this.#files.recall();
    for (const { id } of this.#queue.unfinished()) {
      await this.#reopen(id, false);
    }
    this.#showSoon();
  }

  #listen(): void {
    const field = this.#form.querySelector<HTMLInputElement>("input[type=file]");
    if (field) {
      field.multiple = true; // the plain form takes one file at a time
      giveHandles(field);
    }
    this.#form.addEventListener("submit", (event) => this.#submitted(event, field));
    this.#view.onAll("pause-all", () => this.#all((id) => this.#queue.pause(id)));
    this.#view.onAll("resume-all", () => this.#all((id) => this.#queue.resume(id)));
    const back = (): void => this.#sender.signedIn();
    document.addEventListener("sipol:signed-in", back);
    window.addEventListener("focus", back);
    for (const change of ["storage", "pageshow"]) {
      window.addEventListener(change, () => this.#queue.settle());
    }
    window.addEventListener("beforeunload", (event) => {
      if (this.#sender.scene.active) {
        event.preventDefault();
      }
    });
    setInterval(() => this.#showSoon(), 5000); // another tab may have fallen silent
  }

  #submitted(event: SubmitEvent, field: HTMLInputElement | null): void {
    const files = [...(field?.files ?? [])];
    if (!field || files.length === 0 || files.some((file) => file.size === 0)) {
      return; // no file or an empty one: the server explains it in the usual place
    }
    event.preventDefault();
    const fields = new FormData(this.#form);
    const wish = {
      regency: String(fields.get("regency") ?? ""),
      mends: String(fields.get("mends") ?? ""),
      papers: String(fields.get("papers") ?? ""),
      page: location.pathname,
    };
    field.value = "";
    this.#chosen += files.length;
    this.#reading += 1;
    void this.#queue.add(files, wish, handleOf).then(() => {
      this.#reading -= 1;
      this.#view.scrollIntoView();
      this.#leave();
    });
  }

  #press(press: Press, id: string): void {
    const queue = this.#queue;
    const actions: Record<Press, () => void> = {
      pause: () => queue.pause(id),
      resume: () => void this.#resume(id),
      "try-now": () => this.#sender.tryNow(),
      up: () => queue.move(id, -1),
      down: () => queue.move(id, 1),
      again: () => queue.beginAnew(id),
      withdraw: () => this.#withdraw(id),
      dismiss: () => queue.withdraw(id),
    };
    actions[press]();
  }

  #withdraw(id: string): void {
    const entry = this.#memory.get(id);
    if (entry && (!isUnfinished(entry) || window.confirm(explain.withdraw(entry.name)))) {
      this.#queue.withdraw(id);
    }
  }

  async #resume(id: string): Promise<void> {
    if (this.#files.get(id) || (await this.#reopen(id, true))) {
      this.#queue.resume(id);
      return;
    }
    const [file] = (await pick(false)) ?? (await chosenIn(part(this.#root, "chooser")));
    if (file) {
      this.#view.message(await this.#queue.attach(id, file, handleOf(file)));
    }
  }

  /** Opens the file behind a kept handle; whether it is the same as before. */
  async #reopen(id: string, asking: boolean): Promise<boolean> {
    const file = this.#files.get(id) ? null : await this.#files.reopen(id, asking);
    if (!file) {
      return false;
    }
    const { paused = false } = this.#memory.get(id) ?? {};
    this.#view.message(await this.#queue.attach(id, file, null));
    if (paused && !asking) {
      this.#queue.pause(id);
    }
    return this.#files.get(id) !== null;
  }

  #all(action: (id: string) => void): void {
    for (const { id } of this.#queue.unfinished()) {
      action(id);
    }
  }

  #arrived(entry: Entry, delivery: string): void {
    this.#show();
    this.#landed = delivery ? { entry, delivery } : null;
    this.#leave();
  }

  /**
   * When nothing is left to send: who sent one file, or papers together, wants to see what became
   * of them. Of several lists each has its link here.
   */
  #leave(): void {
    if (!this.#landed || this.#reading > 0 || this.#queue.unfinished().length > 0) {
      return;
    }
    const { entry, delivery } = this.#landed;
    if (this.#chosen !== 1 && !entry.papers) {
      return;
    }
    for (const { id, state, papers } of this.#queue.entries()) {
      if (id === entry.id || (state === "received" && papers && papers === entry.papers)) {
        this.#memory.forget(id);
      }
    }
    window.location.assign(delivery);
  }

  #showSoon(): void {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0;
      this.#show();
    }, SHOWN_EVERY_MS);
  }

  #show(): void {
    const entries = this.#queue.entries();
    const open = entries.filter(isUnfinished);
    const { scene, elsewhere } = this.#sender;
    const listed = entries.filter(({ papers, state }) => !papers || state !== "received");
    this.#view.show(listed.slice(0, MOST_SHOWN), (entry) =>
      describe(entry, {
        scene,
        elsewhere,
        hasFile: this.#files.get(entry.id) !== null,
        hasHandle: this.#files.hasHandle(entry.id),
        rate: this.#line.rate,
        isFirst: open[0]?.id === entry.id,
        isLast: open[open.length - 1]?.id === entry.id,
      }),
    );
    const onTheWay = open.filter(({ id }) => id === scene.active || id === elsewhere).length;
    const received = entries.filter(({ state }) => state === "received").length;
    this.#view.sum(
      explain.sum(open.length - onTheWay, onTheWay, received),
      open.length > 1,
      open.every(({ paused }) => paused),
    );
    window.dispatchEvent(new Event("sipol:uploads"));
  }
}

/** The files that somebody picks in a field; for a browser without a picker of its own. */
function chosenIn(field: HTMLInputElement): Promise<File[]> {
  return new Promise((resolve) => {
    field.value = "";
    field.onchange = () => resolve([...(field.files ?? [])]);
    field.click();
  });
}

function doorOf(form: HTMLFormElement): Door {
  const hidden = form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return {
    url: form.dataset.createUrl ?? "",
    csrfHeader: form.dataset.csrfHeader ?? "X-CSRFToken",
    // The cookie is right even after signing in again in another tab.
    csrfToken: () =>
      /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ??
      form.dataset.csrfToken ??
      hidden?.value ??
      "",
  };
}

const form = document.querySelector<HTMLFormElement>("form[data-uploader][data-create-url]");
const root = document.querySelector<HTMLElement>("[data-uploader-panel]");
if (form && root) {
  void new Uploader(form, root).begin();
}
