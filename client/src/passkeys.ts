/**
 * Passkeys, on the pages that make or ask for one. A form marked data-passkey stays hidden where the
 * browser cannot do it; sent, it first asks the browser and carries its answer along as JSON.
 */
type Json = Record<string, unknown>;

const BYTES = ["challenge", "id"];

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  if (window.PublicKeyCredential && window.isSecureContext) {
    form.hidden = false;
    document.querySelector("[data-passkey-missing]")?.remove();
    watch(form);
  }
}

function watch(form: HTMLFormElement): void {
  const problem = document.getElementById(form.dataset.problem ?? "");
  const answer = form.elements.namedItem("credential") as HTMLInputElement;
  const told = document.getElementById(form.dataset.options ?? "")?.textContent ?? "{}";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (problem) {
      problem.hidden = true;
    }
    ask(form.dataset.passkey === "create", JSON.parse(told) as Json)
      .then((found) => {
        answer.value = JSON.stringify(found);
        form.submit();
      })
      .catch(() => {
        if (problem) {
          problem.hidden = false;
        }
      });
  });
}

async function ask(make: boolean, told: Json): Promise<Json> {
  const publicKey = opened(told.publicKey ?? told) as unknown;
  const found = make
    ? await navigator.credentials.create({ publicKey: publicKey as PublicKeyCredentialCreationOptions })
    : await navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions });
  return sendable(found as PublicKeyCredential);
}

/** The server's options with bytes where it sends base64url. The site's own id is plain text. */
function opened(value: unknown, plainId = false): unknown {
  if (Array.isArray(value)) {
    return value.map((one) => opened(one));
  }
  if (value === null || typeof value !== "object") {
    return value;
  }
  const entries = Object.entries(value as Json).map(([name, one]): [string, unknown] => {
    const bytes = typeof one === "string" && BYTES.includes(name) && !(plainId && name === "id");
    return [name, bytes ? toBytes(one) : opened(one, name === "rp")];
  });
  return Object.fromEntries(entries);
}

function sendable(found: PublicKeyCredential): Json {
  const from = found.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const response: Json = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] as const) {
    if (from[name]) {
      response[name] = toText(from[name]);
    }
  }
  const clientExtensionResults = found.getClientExtensionResults();
  return { id: found.id, rawId: toText(found.rawId), type: found.type, response, clientExtensionResults };
}

function toBytes(text: string): Uint8Array {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

function toText(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
