/** The fields of a form that people fill in, by name: radio buttons of one name are one field. */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const NOT_TYPED = new Set(["hidden", "file", "password", "submit", "button", "reset", "image"]);

export function isTyped(element: EventTarget | null): element is Field {
  return (
    (element instanceof HTMLInputElement && !NOT_TYPED.has(element.type) && element.name !== "") ||
    ((element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) &&
      element.name !== "")
  );
}

export function textsOf(form: HTMLFormElement): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const element of form.elements) {
    if (isTyped(element)) {
      texts[element.name] ??= "";
      const counts = !isChoice(element) || element.checked;
      texts[element.name] = counts ? element.value : (texts[element.name] ?? "");
    }
  }
  return texts;
}

export function show(form: HTMLFormElement, name: string, text: string): void {
  for (const element of form.elements) {
    if (isTyped(element) && element.name === name) {
      if (isChoice(element)) {
        element.checked = element.value === text;
      } else if (element.value !== text) {
        element.value = text;
      }
    }
  }
}

function isChoice(element: Field): element is HTMLInputElement {
  return element instanceof HTMLInputElement && ["radio", "checkbox"].includes(element.type);
}
