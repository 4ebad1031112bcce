/**
 * Lets `<form data-uploader>` send its file in pieces that survive a broken line. Without this
 * script the same form posts the file whole; whatever is missing here, that way stays open.
 *
 * The form names `data-create-url`; `data-csrf-header` and `data-csrf-token` unless it carries
 * Django's own hidden field; fields `regency` and `mends` where they apply; `data-deliveries-url`,
 * where the list of deliveries is. Its fields stand in `<fieldset data-uploader-fields>`; the panel
 * comes from components/upload_panel.html.
 */
import type { Door } from "./upload/create.ts";
import { type Cargo, Journey } from "./upload/journey.ts";
import { browserStore, UploadMemory } from "./upload/memory.ts";
import { Panel, showUnfinished } from "./upload/view.ts";

function enhance(form: HTMLFormElement): void {
  const root = document.querySelector<HTMLElement>("[data-uploader-panel]");
  if (!root || !form.dataset.createUrl) {
    return;
  }
  const memory = new UploadMemory(browserStore());
  const panel = new Panel(root, form);
  let journey: Journey | null = null;
  showUnfinished(document.querySelector("[data-uploader-unfinished]"), memory.unfinished());

  form.addEventListener("submit", (event) => {
    const cargo = cargoOf(form);
    if (!cargo) {
      return; // no file or an empty one: the server explains it in the usual place
    }
    event.preventDefault();
    if (!journey?.underWay) {
      journey = new Journey(cargo, doorOf(form), memory, panel);
      journey.begin();
    }
  });
  panel.onPress("pause", () => journey?.pause());
  panel.onPress("resume", () => journey?.resume());
  panel.onPress("try-now", () => journey?.tryNow());
  window.addEventListener("beforeunload", (event) => {
    if (journey?.underWay) {
      event.preventDefault();
    }
  });
}

function cargoOf(form: HTMLFormElement): Cargo | null {
  const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
  if (!file || file.size === 0) {
    return null;
  }
  const fields = new FormData(form);
  return {
    file,
    regency: String(fields.get("regency") ?? ""),
    mends: String(fields.get("mends") ?? ""),
  };
}

function doorOf(form: HTMLFormElement): Door {
  const hidden = form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
  return {
    url: form.dataset.createUrl ?? "",
    csrfHeader: form.dataset.csrfHeader ?? "X-CSRFToken",
    csrfToken: form.dataset.csrfToken ?? hidden?.value ?? "",
    deliveriesUrl: form.dataset.deliveriesUrl ?? "/",
  };
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-uploader]")) {
  enhance(form);
}
