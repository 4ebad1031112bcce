/** How one upload looks to its owner: state, words, bar and the buttons that mean something now. */
import type { Entry } from "./entries.ts";
import { pace, percent } from "./figures.ts";
import type { Scene } from "./sender.ts";
import { explain, state } from "./words.ts";

export type Tone = "netral" | "proses" | "selesai" | "perhatian" | "gagal";
export type Press =
  | "pause"
  | "resume"
  | "try-now"
  | "up"
  | "down"
  | "again"
  | "withdraw"
  | "dismiss";

export interface Look {
  state: string;
  tone: Tone;
  note: string;
  percentage: number;
  figures: string;
  pace: string;
  buttons: Press[];
  /** The page of the delivery, once it has arrived. */
  delivery: string;
  signIn: boolean;
}

export interface Circumstances {
  scene: Scene;
  /** The upload that another tab is sending. */
  elsewhere: string;
  hasFile: boolean;
  hasHandle: boolean;
  rate: { bytesPerSecond: number | null; secondsFor(bytes: number): number | null };
  isFirst: boolean;
  isLast: boolean;
}

type Part = Partial<Look> & Pick<Look, "state" | "tone">;

export function describe(entry: Entry, around: Circumstances): Look {
  const { scene } = around;
  const sent = scene.active === entry.id ? scene.sent : entry.received;
  const whole = entry.state === "received";
  return {
    note: "",
    percentage: whole ? 100 : Math.min(99, percent(sent, entry.size)),
    figures: explain.safe(entry.received, entry.size),
    pace: "",
    delivery: whole ? entry.outcome : "",
    signIn: false,
    ...part(entry, around, sent),
    buttons: buttons(entry, around),
  };
}

function part(entry: Entry, around: Circumstances, sent: number): Part {
  const { scene, rate, elsewhere } = around;
  if (entry.state === "received") {
    return { state: state.received, tone: "selesai", note: explain.received };
  }
  if (entry.state !== "open") {
    return { state: state.stopped, tone: "gagal", note: entry.outcome };
  }
  if (entry.paused) {
    return { state: state.paused, tone: "perhatian", note: explain.paused };
  }
  if (scene.active === entry.id) {
    const left = rate.secondsFor(entry.size - sent);
    return {
      state: state.sending(Math.min(99, percent(sent, entry.size))),
      tone: "proses",
      note: scene.resumedFrom > 0 ? explain.resumed(scene.resumedFrom) : "",
      pace: pace(rate.bytesPerSecond, left),
    };
  }
  if (elsewhere === entry.id) {
    const percentage = Math.min(99, percent(entry.received, entry.size));
    const note = around.hasFile ? explain.elsewhere : "";
    return { state: state.elsewhere(percentage), tone: "proses", note };
  }
  return waiting(entry, around);
}

function waiting(entry: Entry, { scene, hasFile, hasHandle, elsewhere, isFirst }: Circumstances): Part {
  if (!hasFile && !elsewhere) {
    const note = hasHandle ? explain.kept : explain.missing;
    return { state: state.missing, tone: "perhatian", note };
  }
  if (scene.signedOut && !entry.permit) {
    return { state: state.signedOut, tone: "perhatian", note: explain.signedOut, signIn: true };
  }
  if (scene.waitsUntil > Date.now() && isFirst) {
    const words = scene.busy ? state.busy : state.interrupted;
    return { state: words(scene.waitsUntil), tone: "perhatian", note: explain.waiting };
  }
  return { state: state.waiting, tone: "netral" };
}

function buttons(entry: Entry, around: Circumstances): Press[] {
  if (entry.state === "received") {
    return ["dismiss"];
  }
  if (entry.state !== "open") {
    return ["again", "withdraw"];
  }
  const { scene, hasFile, elsewhere, isFirst, isLast } = around;
  const stands = entry.paused || (!hasFile && !elsewhere);
  const waits = isFirst && !stands && !scene.busy && scene.waitsUntil > Date.now();
  const offered: [Press, boolean][] = [
    ["resume", stands],
    ["try-now", waits],
    ["pause", !stands],
    ["up", !isFirst],
    ["down", !isLast],
    ["withdraw", true],
  ];
  return offered.filter(([, applies]) => applies).map(([press]) => press);
}
