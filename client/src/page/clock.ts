import { say } from "../language.ts";

/**
 * Keeps `<time data-server-clock datetime="2026-11-23T15:44:43+07:00">` going from the moment the
 * server wrote it. The device's own clock is only compared, never shown: on old phones it is wrong.
 * Silent for screen readers; the element carries no live region.
 */
const TOLERATED_MS = 2 * 60 * 1000;

export function startServerClock(): void {
  const clock = document.querySelector<HTMLTimeElement>("time[data-server-clock]");
  const written = clock ? Date.parse(clock.dateTime) : Number.NaN;
  if (!clock || Number.isNaN(written)) {
    return;
  }
  const offset = utcOffset(clock.dateTime);
  const received = performance.now();
  const show = (): void => {
    const now = written + performance.now() - received;
    clock.textContent = new Date(now + offset).toISOString().slice(11, 19).replaceAll(":", say(".", ":"));
    showTimeLeft(now);
  };
  window.setInterval(show, 1000);
  warnOfWrongClock(written - performanceStart());
}

/** Counts `<span data-time-left="instant" data-units="hari,jam,menit,detik">` down. */
function showTimeLeft(now: number): void {
  const shown = document.querySelector<HTMLElement>("[data-time-left]");
  const left = Math.floor((Date.parse(shown?.dataset.timeLeft ?? "") - now) / 1000);
  if (!shown || !(left >= 0)) {
    return;
  }
  const [days, hours, minutes, seconds] = (shown.dataset.units ?? "").split(",");
  shown.textContent =
    left < 3600
      ? `${Math.floor(left / 60)} ${minutes} ${left % 60} ${seconds}`
      : `${Math.floor(left / 86_400)} ${days} ${Math.floor((left % 86_400) / 3600)} ${hours}`;
}

/** Milliseconds east of UTC, so that the clock shows the server's zone and not the device's. */
export function utcOffset(iso: string): number {
  const found = /([+-])(\d\d):?(\d\d)$/.exec(iso);
  if (!found) {
    return 0;
  }
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return (found[1] === "-" ? -minutes : minutes) * 60_000;
}

/** When the server began to answer, on the device's clock. */
function performanceStart(): number {
  const [loaded] = performance.getEntriesByType("navigation");
  const answered = loaded instanceof PerformanceNavigationTiming ? loaded.responseStart : 0;
  return performance.timeOrigin + answered;
}

function warnOfWrongClock(difference: number): void {
  const warning = document.querySelector<HTMLElement>("[data-clock-warning]");
  const restored = document.visibilityState === "hidden" || performance.now() > TOLERATED_MS;
  if (warning && !restored && Math.abs(difference) > TOLERATED_MS) {
    warning.hidden = false;
  }
}
