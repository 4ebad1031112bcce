/** Numbers, sizes and times as the readers of the page write them. */
import { LOCALE, say } from "../language.ts";
import { plannableMinutes } from "./rate.ts";

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
    return say("sisa waktu belum dapat diperkirakan", "time left cannot be told yet");
  }
  if (seconds < 60) {
    return say("sisa kurang dari 1 menit", "less than 1 minute left");
  }
  const minutes = plannableMinutes(seconds);
  const hours = Math.ceil(minutes / 60);
  return minutes < 120
    ? say(`sisa ± ${minutes} menit`, `± ${minutes} minutes left`)
    : say(`sisa ± ${hours} jam`, `± ${hours} hours left`);
}

export function pace(bytesPerSecond: number | null, seconds: number | null): string {
  const rate = bytesPerSecond === null ? "" : `${size(bytesPerSecond)}/${say("detik", "s")} · `;
  return rate + remaining(seconds);
}

/** "2 · 3,1 MB": how many uploads are not done, and what is left of them. */
export function backlog(waiting: readonly { size: number; received: number }[]): string {
  const left = waiting.reduce((sum, { size, received }) => sum + size - received, 0);
  return `${waiting.length} · ${size(left)}`;
}
