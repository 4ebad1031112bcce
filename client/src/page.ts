/** On every page that updates itself: htmx, and small behaviours no page depends on. */
import "htmx.org/dist/htmx.esm.js";

import { showBacklog } from "./page/backlog.ts";
import { startServerClock } from "./page/clock.ts";
import { sendFormsOnce } from "./page/forms.ts";
import { wipeDraftsOnSigningOut } from "./page/leaving.ts";
import { watchConnection } from "./page/connection.ts";

document.documentElement.classList.add("js-enabled");

function start(): void {
  startServerClock();
  sendFormsOnce();
  watchConnection();
  showBacklog();
  wipeDraftsOnSigningOut();
  document.querySelector<HTMLElement>("[data-focus-on-load]")?.focus();
  for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", start);
} else {
  start();
}
