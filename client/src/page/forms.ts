/**
 * `<form data-send-once>`: a second press of the button while the first is under way is swallowed.
 * The server refuses doubles by itself; this spares people on slow lines the doubt.
 */
const SENDING = "sending";

export function sendFormsOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const ours = form instanceof HTMLFormElement && "sendOnce" in form.dataset;
    if (!ours || event.defaultPrevented) {
      return;
    }
    if (form.dataset.state === SENDING) {
      event.preventDefault();
      return;
    }
    form.dataset.state = SENDING;
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.setAttribute("aria-disabled", "true");
    }
  });
  // A page taken from the back-forward cache would otherwise keep its button asleep.
  window.addEventListener("pageshow", wakeForms);
}

function wakeForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-send-once]")) {
    delete form.dataset.state;
    for (const button of form.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }
}
