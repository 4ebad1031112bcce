/**
 * Shows `[data-connection-notice]` while partial updates do not get through, and hides it with the
 * first one that does. What is on the page stays: htmx is told to keep it when the server refuses.
 */
interface Answered {
  ctx?: { response?: { status?: number } };
}

export function watchConnection(): void {
  const notice = document.querySelector<HTMLElement>("[data-connection-notice]");
  if (!notice) {
    return;
  }
  document.addEventListener("htmx:error", () => {
    notice.hidden = false;
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = (event as CustomEvent<Answered>).detail;
    const status = ctx?.response?.status ?? 0;
    notice.hidden = !isRefusal(status);
    if (status === 401) {
      document.dispatchEvent(new CustomEvent("sipol:signed-out"));
    }
  });
}

/** Statuses after which the page keeps what it showed; base.html tells htmx the same list. */
function isRefusal(status: number): boolean {
  return [401, 403, 429].includes(status) || status >= 500;
}
