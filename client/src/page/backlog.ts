/**
 * Shows `[data-backlog]` on every page while something on this device still has to arrive, with a
 * link to the page on which it was begun. It only reads what the uploader remembers.
 */
import { say } from "../language.ts";
import { browserStore, type Entry, isUnfinished, PREFIX, readEntry } from "../upload/entries.ts";
import { backlog } from "../upload/figures.ts";

export function showBacklog(): void {
  const place = document.querySelector<HTMLElement>("[data-backlog]");
  const link = place?.querySelector("a");
  if (!place || !link) {
    return;
  }
  const show = (): void => {
    const waiting = remembered().filter(isUnfinished);
    place.hidden = waiting.length === 0;
    link.textContent = `${say("Antrean", "Queue")} ${backlog(waiting)}`;
    link.href = waiting[0]?.page ?? "/";
  };
  show();
  for (const change of ["storage", "pageshow", "sipol:uploads"]) {
    window.addEventListener(change, show);
  }
}

function remembered(): Entry[] {
  const store = browserStore() ?? {};
  return Object.entries<string>(store)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([, text]) => readEntry(text))
    .filter((entry) => entry !== null);
}
