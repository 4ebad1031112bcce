/** What the state of a draft is called. */
export const words = {
  device: (at: number): string => `Tersimpan di perangkat ini ${deviceTime(at)}`,
  typing: "Menyimpan di perangkat ini…",
  pageOnly: "Belum tersimpan: perangkat ini tidak mengizinkan penyimpanan. Jangan tutup halaman ini",
  sending: "Menyimpan ke server…",
  server: (savedAt: string): string => `Tersimpan di server ${serverTime(savedAt)}`,
  conflict: (count: number): string => `Bentrok: ${count} isian`,
  signedOut: "Sesi masuk berakhir. Isian aman di perangkat ini; masuk lagi untuk menyimpannya ke server.",
  refused: (sentence: string): string =>
    `${sentence || "Server menolak isian ini."} Isian tetap aman di perangkat ini.`,
  restored: (count: number): string =>
    `${count} isian yang belum sampai di server dipulihkan dari perangkat ini.`,
  notYet:
    "Server belum dapat dihubungi. Semua isian aman di perangkat ini dan dikirim sendiri begitu " +
    "tersambung; setelah itu tekan tombolnya sekali lagi.",
  chooseFirst: "Pilih dahulu isian yang bentrok, lalu tekan tombolnya sekali lagi.",
  use: (whose: string): string => `Pakai isian ${whose}`,
  me: "Anda",
  empty: "(kosong)",
};

export function serverTime(iso: string): string {
  return `${time(Date.parse(iso), "Asia/Jakarta")} WIB`;
}

function deviceTime(at: number): string {
  return time(at);
}

function time(milliseconds: number, timeZone?: string): string {
  return new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone }).format(
    milliseconds,
  );
}
