import { LOCALE, say } from "../language.ts";

/** What the state of a draft is called. */
export const words = {
  device: (at: number): string =>
    `${say("Tersimpan di perangkat ini", "Saved on this device")} ${deviceTime(at)}`,
  typing: say("Menyimpan di perangkat ini…", "Saving on this device…"),
  pageOnly: say(
    "Belum tersimpan: perangkat ini tidak mengizinkan penyimpanan. Jangan tutup halaman ini",
    "Not saved yet: this device does not allow it. Do not close this page",
  ),
  sending: say("Menyimpan ke server…", "Saving on the server…"),
  server: (savedAt: string): string =>
    `${say("Tersimpan di server", "Saved on the server")} ${serverTime(savedAt)}`,
  conflict: (count: number): string =>
    say(`Bentrok: ${count} isian`, `Fields in conflict: ${count}`),
  signedOut: say(
    "Sesi masuk berakhir. Isian aman di perangkat ini; masuk lagi untuk menyimpannya ke server.",
    "The session has ended. What you typed is safe on this device; sign in again to save it on the server.",
  ),
  refused: (sentence: string): string =>
    `${sentence || say("Server menolak isian ini.", "The server refused this.")} ` +
    say("Isian tetap aman di perangkat ini.", "What you typed stays safe on this device."),
  restored: (count: number): string =>
    say(
      `${count} isian yang belum sampai di server dipulihkan dari perangkat ini.`,
      `Fields brought back from this device that had not reached the server: ${count}.`,
    ),
  notYet: say(
    "Server belum dapat dihubungi. Semua isian aman di perangkat ini dan dikirim sendiri begitu " +
      "tersambung; setelah itu tekan tombolnya sekali lagi.",
    "The server cannot be reached yet. All you typed is safe on this device and sent by itself once " +
      "connected; then press the button once more.",
  ),
  chooseFirst: say(
    "Pilih dahulu isian yang bentrok, lalu tekan tombolnya sekali lagi.",
    "Choose between the texts in conflict first, then press the button once more.",
  ),
  use: (whose: string): string =>
    say(`Pakai isian ${whose}`, whose === "You" ? "Use your own text" : `Use the text of ${whose}`),
  me: say("Anda", "You"),
  here: say("di perangkat ini", "on this device"),
  empty: say("(kosong)", "(empty)"),
};

export function serverTime(iso: string): string {
  return `${time(Date.parse(iso), "Asia/Jakarta")} WIB`;
}

function deviceTime(at: number): string {
  return time(at);
}

function time(milliseconds: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit", timeZone }).format(
    milliseconds,
  );
}
