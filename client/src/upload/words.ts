/** Everything the uploader says, in Indonesian. */
import { percent, size, timeOfDay } from "./figures.ts";

/** Where the file is: on this device, on the way, or with the server. */
export const state = {
  waiting: "Di perangkat ini – antre",
  paused: "Di perangkat ini – dijeda",
  missing: "Di perangkat ini – menunggu berkasnya",
  signedOut: "Di perangkat ini – menunggu Anda masuk",
  sending: (percentage: number): string => `Sedang dikirim ${percentage} %`,
  elsewhere: (percentage: number): string => `Sedang dikirim di tab lain ${percentage} %`,
  interrupted: (at: number): string => `Terputus – mencoba lagi pukul ${timeOfDay(at)}`,
  busy: (at: number): string => `Server sedang penuh – mencoba lagi pukul ${timeOfDay(at)}`,
  received: "Diterima server",
  stopped: "Tidak dapat dilanjutkan",
};

const SAFE = "Bagian yang sudah diterima server aman.";
const ANEW = "Tekan Kirim dari awal untuk mengirimnya dengan izin baru, atau Tarik bila tidak jadi.";

export const explain = {
  received: "Seluruh berkas tersimpan di server. Tanda terimanya ada di halaman kiriman.",
  safe: (bytes: number, total: number): string =>
    `${size(bytes)} dari ${size(total)} sudah tersimpan di server`,
  waiting: `${SAFE} Anda tidak perlu melakukan apa pun.`,
  paused: `${SAFE} Tekan Lanjutkan kapan saja.`,
  missing: "Tekan Lanjutkan dan pilih berkas yang sama; pengiriman tidak diulang dari awal.",
  kept: "Tekan Lanjutkan dan izinkan peramban membaca berkas itu lagi.",
  elsewhere: "Jika tab itu ditutup, pengiriman dilanjutkan dari sini.",
  resumed: (bytes: number): string => `Melanjutkan dari ${size(bytes)}; tidak diulang dari awal.`,
  signedOut: "Sesi masuk Anda berakhir. Masuk lagi; sesudah itu pengiriman dilanjutkan sendiri.",
  reading: (name: string, bytes: number, total: number): string =>
    `Membaca ${name}: ${percent(bytes, total)} %`,
  unreadableChoice: (name: string): string =>
    `${name} tidak dapat dibaca; mungkin dipindahkan atau diubah sejak dipilih. Pilih lagi.`,
  otherContent: (name: string): string =>
    `Isi ${name} bukan isi yang tadi dikirim, jadi tidak disambung. Pilih berkas yang sama, atau ` +
    "kirim yang ini sebagai berkas baru.",
  sum: (here: number, onTheWay: number, received: number): string =>
    `Di perangkat ini: ${here} · sedang dikirim: ${onTheWay} · diterima: ${received}`,
  withdraw: (name: string): string =>
    `Tarik ${name}? Bagian yang sudah diterima server dihapus. Berkas di perangkat Anda tetap ada.`,
};

const STOPPED: Record<string, string> = {
  upload_revoked: `Izin pengiriman ini sudah dicabut di halaman akun partai. ${ANEW}`,
  upload_forbidden: `Izin pengiriman ini tidak berlaku lagi; mungkin dicabut. ${ANEW}`,
  upload_expired: `Pengiriman ini melewati batas 14 hari atau dibatalkan. ${ANEW}`,
  upload_lost: `Server kehilangan bagian yang sudah diterima; petugas diberi tahu. ${ANEW}`,
  body_too_long: `Berkas ini lebih panjang daripada yang diumumkan. ${ANEW}`,
};
/** An answer to HEAD has no body, so a proxy may leave us with nothing but its status. */
const BY_STATUS: Record<number, string> = {
  401: "upload_forbidden",
  403: "upload_forbidden",
  410: "upload_expired",
};
const GONE = `Server tidak lagi menyimpan pengiriman ini. ${ANEW} Kiriman lain tidak terpengaruh.`;
const REFUSED = "Server menolak berkas ini; belum ada yang dikirim.";

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
