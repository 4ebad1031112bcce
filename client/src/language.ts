/** The language of the page, as the server wrote it; Indonesian where there is no page. */
const english = globalThis.document?.documentElement.lang === "en";

/** As a header of requests says it. */
export const LANGUAGE = english ? "en" : "id";

/** How numbers and times are written. */
export const LOCALE = english ? "en-GB" : "id-ID";

/** One text in the language of the page. */
export function say<T>(indonesian: T, inEnglish: T): T {
  return english ? inEnglish : indonesian;
}
