/** Everything the uploader says, in Indonesian. Numbers and times as Indonesians write them. */
import { plannableMinutes } from "./rate.ts";

const LOCALE = "id-ID";
const UNITS = ["B", "kB", "MB", "GB"];

/** 1536000 → "1,5 MB". Decimal units, as phones and file managers show them. */
export function size(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const digits = power < 2 ? 0 : 1;
  const figure = (bytes / 1000 ** power).toLocaleString(LOCALE, { maximumFractionDigits: digits });
  return `${figure} ${UNITS[power]}`;
}

/** Never 100 before everything has arrived. */
export function percent(part: number, whole: number): number {
  if (whole <= 0 || part >= whole) {
    return 100;
  }
  return Math.min(99, Math.floor((100 * part) / whole));
}

/** "14.32.05 WIB": with seconds, because waits are shorter than a minute. */
export function timeOfDay(milliseconds: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).format(milliseconds);
}

export function remaining(seconds: number | null): string {
  if (seconds === null) {
    return "sisa waktu belum dapat diperkirakan";
  }
  if (seconds < 60) {
    return "sisa kurang dari 1 menit";
  }
  const minutes = plannableMinutes(seconds);
  return minutes < 120 ? `sisa ± ${minutes} menit` : `sisa ± ${Math.ceil(minutes / 60)} jam`;
}

export function pace(bytesPerSecond: number | null, seconds: number | null): string {
  const rate = bytesPerSecond === null ? "" : `${size(bytesPerSecond)}/detik · `;
  return rate + remaining(seconds);
}

export const state = {
  queued: "Antre – menunggu server",
  sending: (percentage: number): string => `Mengirim ${percentage} %`,
  paused: "Dijeda",
  interrupted: (at: number): string => `Terputus – mencoba lagi pukul ${timeOfDay(at)}`,
  busy: (at: number): string => `Server sedang penuh – mencoba lagi pukul ${timeOfDay(at)}`,
  received: "Diterima",
  stopped: "Tidak dapat dilanjutkan",
};

export const explain = {
  received: "Seluruh berkas sudah tersimpan di server. Membuka halaman pengiriman …",
  safe: (bytes: number, total: number): string =>
    `${size(bytes)} dari ${size(total)} sudah tersimpan di server`,
  waiting: "Bagian yang sudah diterima server aman. Anda tidak perlu melakukan apa pun.",
  paused: "Bagian yang sudah diterima server aman. Tekan Lanjutkan kapan saja.",
  resumed: (bytes: number): string => `Melanjutkan dari ${size(bytes)}; tidak diulang dari awal.`,
  signedOut: "Sesi masuk Anda berakhir. Masuk lagi, lalu pilih berkas yang sama.",
  notAllowed:
    "Server menolak pengiriman ini untuk akun Anda; belum ada yang dikirim. Muat ulang halaman ini, " +
    "lalu coba lagi.",
  gone:
    "Server tidak lagi menyimpan pengiriman ini. Pilih berkas yang sama untuk memulai pengiriman " +
    "baru. Pengiriman lain tidak terpengaruh.",
  unreadable:
    "Berkas tidak dapat dibaca lagi; mungkin dipindahkan atau diubah sejak dipilih. Pilih berkas " +
    "itu lagi untuk melanjutkan.",
  refused: "Server menolak berkas ini.",
  unfinished: (name: string, received: number, total: number): string =>
    `${name}: ${explain.safe(received, total)}`,
};
