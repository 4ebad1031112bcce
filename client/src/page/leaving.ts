/**
 * `<form data-sign-out>`: drafts on this device are wiped before the session ends, after saying
 * what the server does not have yet. The next person at this device finds nothing.
 */
import { CHANNEL, COUNTS, DATABASE } from "../drafts/names.ts";
import { say } from "../language.ts";

export function wipeDraftsOnSigningOut(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      const count = unsentFields();
      if (count === null) {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      const lost = say(
        `${count} isian hanya ada di perangkat ini dan belum sampai di server. ` +
          "Bila Anda keluar sekarang, isian itu hilang. Tetap keluar?",
        `Fields that are only on this device and not on the server yet: ${count}. ` +
          "If you sign out now, they are lost. Sign out all the same?",
      );
      if (count === 0 || window.confirm(lost)) {
        void wipe().finally(() => form.submit());
      }
    });
  }
}

/** Null where no form ever kept a draft on this device. */
function unsentFields(): number | null {
  try {
    const counts = localStorage.getItem(COUNTS);
    const each = Object.values(JSON.parse(counts ?? "null") ?? {}) as number[];
    return counts === null ? null : each.reduce((sum, one) => sum + one, 0);
  } catch {
    return null;
  }
}

async function wipe(): Promise<void> {
  new BroadcastChannel(CHANNEL).postMessage({ wiped: true });
  await new Promise<void>((done) => {
    const asked = indexedDB.open(DATABASE);
    asked.onerror = () => done();
    asked.onsuccess = () => {
      const stores = [...asked.result.objectStoreNames];
      if (stores.length === 0) {
        done();
        return;
      }
      const transaction = asked.result.transaction(stores, "readwrite");
      for (const store of stores) {
        transaction.objectStore(store).clear();
      }
      transaction.oncomplete = transaction.onabort = () => done();
    };
  });
  localStorage.removeItem(COUNTS);
}
