/** Everything the uploader says. */
import { say } from "../language.ts";
import { percent, size, timeOfDay } from "./figures.ts";

/** Where the file is: on this device, on the way, or with the server. */
const HERE = say("Di perangkat ini", "On this device");

export const state = {
  waiting: `${HERE} – ${say("antre", "queued")}`,
  paused: `${HERE} – ${say("dijeda", "paused")}`,
  missing: `${HERE} – ${say("menunggu berkasnya", "waiting for its file")}`,
  signedOut: `${HERE} – ${say("menunggu Anda masuk", "waiting for you to sign in")}`,
  sending: (percentage: number): string => `${say("Sedang dikirim", "Being sent")} ${percentage} %`,
  elsewhere: (percentage: number): string =>
    `${say("Sedang dikirim di tab lain", "Being sent in another tab")} ${percentage} %`,
  interrupted: (at: number): string =>
    `${say("Terputus – mencoba lagi pukul", "Broke off – trying again at")} ${timeOfDay(at)}`,
  busy: (at: number): string =>
    `${say("Server sedang penuh – mencoba lagi pukul", "The server is full – trying again at")} ${timeOfDay(at)}`,
  received: say("Diterima server", "Received by the server"),
  stopped: say("Tidak dapat dilanjutkan", "Cannot be continued"),
};

const SAFE = say("Bagian yang sudah diterima server aman.", "The parts the server received are safe.");
const ANEW = say(
  "Tekan Kirim dari awal untuk mengirimnya dengan izin baru, atau Tarik bila tidak jadi.",
  "Press Send from the beginning to send it under a new permit, or Withdraw to give it up.",
);

export const explain = {
  received: say(
    "Seluruh berkas tersimpan di server. Tanda terimanya ada di halaman kiriman.",
    "The whole file is saved on the server. Its receipt is on the page of the delivery.",
  ),
  safe: (bytes: number, total: number): string =>
    say(
      `${size(bytes)} dari ${size(total)} sudah tersimpan di server`,
      `${size(bytes)} of ${size(total)} are saved on the server`,
    ),
  waiting: `${SAFE} ${say("Anda tidak perlu melakukan apa pun.", "There is nothing you need to do.")}`,
  paused: `${SAFE} ${say("Tekan Lanjutkan kapan saja.", "Press Continue at any time.")}`,
  missing: say(
    "Tekan Lanjutkan dan pilih berkas yang sama; pengiriman tidak diulang dari awal.",
    "Press Continue and choose the same file; sending does not begin again from the start.",
  ),
  kept: say(
    "Tekan Lanjutkan dan izinkan peramban membaca berkas itu lagi.",
    "Press Continue and let the browser read that file again.",
  ),
  elsewhere: say(
    "Jika tab itu ditutup, pengiriman dilanjutkan dari sini.",
    "If that tab is closed, sending goes on from here.",
  ),
  resumed: (bytes: number): string =>
    say(
      `Melanjutkan dari ${size(bytes)}; tidak diulang dari awal.`,
      `Going on from ${size(bytes)}, not again from the start.`,
    ),
  signedOut: say(
    "Sesi masuk Anda berakhir. Masuk lagi; sesudah itu pengiriman dilanjutkan sendiri.",
    "Your session has ended. Sign in again; then sending goes on by itself.",
  ),
  reading: (name: string, bytes: number, total: number): string =>
    `${say("Membaca", "Reading")} ${name}: ${percent(bytes, total)} %`,
  unreadableChoice: (name: string): string =>
    say(
      `${name} tidak dapat dibaca; mungkin dipindahkan atau diubah sejak dipilih. Pilih lagi.`,
      `${name} cannot be read; it may have been moved or changed since. Choose it again.`,
    ),
  otherContent: (name: string): string =>
    say(
      `Isi ${name} bukan isi yang tadi dikirim, jadi tidak disambung. Pilih berkas yang sama, atau ` +
        "kirim yang ini sebagai berkas baru.",
      `${name} is not what was being sent, so it was not continued. Choose the same file, or send ` +
        "this one as a new file.",
    ),
  sum: (here: number, onTheWay: number, received: number): string =>
    say(
      `Di perangkat ini: ${here} · sedang dikirim: ${onTheWay} · diterima: ${received}`,
      `On this device: ${here} · being sent: ${onTheWay} · received: ${received}`,
    ),
  withdraw: (name: string): string =>
    say(
      `Tarik ${name}? Bagian yang sudah diterima server dihapus. Berkas di perangkat Anda tetap ada.`,
      `Withdraw ${name}? What the server received is deleted. The file on your device stays.`,
    ),
};

const STOPPED: Record<string, string> = {
  upload_revoked: `${say(
    "Izin pengiriman ini sudah dicabut di halaman akun partai.",
    "This permit was revoked on the party's account page.",
  )} ${ANEW}`,
  upload_forbidden: `${say(
    "Izin pengiriman ini tidak berlaku lagi; mungkin dicabut.",
    "This permit is not valid any more; it may have been revoked.",
  )} ${ANEW}`,
  upload_expired: `${say(
    "Pengiriman ini melewati batas 14 hari atau dibatalkan.",
    "This sending is past its 14 days or was cancelled.",
  )} ${ANEW}`,
  upload_lost: `${say(
    "Server kehilangan bagian yang sudah diterima; petugas diberi tahu.",
    "The server has lost what it had received; its operators have been told.",
  )} ${ANEW}`,
  body_too_long: `${say(
    "Berkas ini lebih panjang daripada yang diumumkan.",
    "This file is longer than announced.",
  )} ${ANEW}`,
};
/** An answer to HEAD has no body, so a proxy may leave us with nothing but its status. */
const BY_STATUS: Record<number, string> = {
  401: "upload_forbidden",
  403: "upload_forbidden",
  410: "upload_expired",
};
const GONE = say(
  `Server tidak lagi menyimpan pengiriman ini. ${ANEW} Kiriman lain tidak terpengaruh.`,
  `The server no longer keeps this sending. ${ANEW} Other deliveries are not affected.`,
);
const REFUSED = say(
  "Server menolak berkas ini; belum ada yang dikirim.",
  "The server refused this file; nothing has been sent.",
);

/** Why an upload cannot go on, and what its owner can do. `unbegun`: it had no permit yet. */
export function stopWords(
  { code, status, sentence }: { code: string; status: number; sentence: string },
  unbegun: boolean,
): string {
  if (unbegun) {
    return sentence || REFUSED;
  }
  return STOPPED[code] ?? STOPPED[BY_STATUS[status] ?? ""] ?? GONE;
}
