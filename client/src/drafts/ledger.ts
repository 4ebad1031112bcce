/**
 * What one form owes the server: which fields were typed here and not acknowledged yet, on which
 * version of the draft they were typed, and which wait for a choice between two texts. Plain data
 * and no browser in it; it is kept on the device whole, after every change.
 */
export interface Told {
  value: string;
  version: number;
  by: string;
  at: string;
}

interface Dirty {
  value: string;
  /** The version of the draft that its author had seen. */
  base: number;
  /** Chosen between two texts. */
  resolves?: boolean;
}

export interface Patch {
  key: string;
  base: number;
  fields: Record<string, string>;
  resolved: string[];
}

/** An answer of the server, with the status 200 or 409. */
export interface Answer {
  version: number;
  saved_at: string;
  fields: Record<string, Told>;
  conflicts?: ({ field: string; theirs: string } & Omit<Told, "value">)[];
}

export interface State {
  version: number;
  dirty: Record<string, Dirty>;
  /** On its way; repeated with the same key until it is answered. */
  pending: Patch | null;
  /** What others typed where this device typed something else. */
  conflicts: Record<string, Told>;
  keptAt: number;
  savedAt: string;
}

export function emptyState(version: number): State {
  return { version, dirty: {}, pending: null, conflicts: {}, keptAt: 0, savedAt: "" };
}

export function type(state: State, name: string, value: string, now: number): void {
  const base = state.dirty[name]?.base ?? state.version;
  const { resolves } = state.dirty[name] ?? {};
  state.dirty[name] = resolves ? { value, base, resolves } : { value, base };
  state.keptAt = now;
}

/** Decide a conflict by this text, in sight of both. */
export function resolve(state: State, name: string, value: string, now: number): void {
  const base = Math.max(state.version, state.conflicts[name]?.version ?? 0);
  delete state.conflicts[name];
  state.dirty[name] = { value, base, resolves: true };
  state.keptAt = now;
}

/**
 * A page was opened that shows the draft at `version` with these texts: what it shows already is
 * acknowledged. Returns what was typed on this device and the server does not have.
 */
export function open(state: State, version: number, shown: Record<string, string>): string[] {
  if (state.pending && same(state.pending.fields, shown)) {
    state.pending = null;
  }
  for (const [name, { value }] of Object.entries(state.dirty)) {
    if (shown[name] === value) {
      delete state.dirty[name];
      delete state.conflicts[name];
    }
  }
  state.version = Math.max(state.version, version);
  return Object.keys(state.dirty);
}

/** The next patch to send, the same one until it is answered; null when nothing is owed. */
export function nextPatch(state: State, newKey: () => string): Patch | null {
  if (state.pending) {
    return state.pending;
  }
  const ready = Object.entries(state.dirty).filter(([name]) => !(name in state.conflicts));
  if (ready.length === 0) {
    return null;
  }
  // Fields typed on different versions go one version at a time, so that none claims to have seen
  // what it has not.
  const base = Math.min(...ready.map(([, one]) => one.base));
  const group = ready.filter(([, one]) => one.base === base);
  state.pending = {
    key: newKey(),
    base,
    fields: Object.fromEntries(group.map(([name, one]) => [name, one.value])),
    resolved: group.filter(([, one]) => one.resolves).map(([name]) => name),
  };
  return state.pending;
}

/** Take an answer in; returns the texts that others typed and this form should show. */
export function answered(state: State, answer: Answer): Record<string, string> {
  const sent = state.pending?.fields ?? {};
  const before = state.version;
  state.pending = null;
  state.version = Math.max(before, answer.version);
  state.savedAt = answer.saved_at;
  const conflicting = new Set((answer.conflicts ?? []).map((one) => one.field));
  for (const [name, value] of Object.entries(sent)) {
    const dirty = state.dirty[name];
    if (!dirty || conflicting.has(name)) {
      continue;
    }
    if (dirty.value === value) {
      delete state.dirty[name];
    } else {
      state.dirty[name] = { value: dirty.value, base: answer.version };
    }
  }
  for (const { field, theirs, version, by, at } of answer.conflicts ?? []) {
    state.conflicts[field] = { value: theirs, version, by, at };
  }
  return othersToShow(state, answer, before);
}

/** The server does not know the version we build on: everything is compared anew. */
export function startOver(state: State): void {
  state.pending = null;
  state.version = 0;
  for (const dirty of Object.values(state.dirty)) {
    dirty.base = 0;
    delete dirty.resolves;
  }
}

/** How many fields are on this device only. */
export function unsent(state: State): number {
  return Object.keys(state.dirty).length;
}

/** The version that the oldest unacknowledged text was typed on, for a form sent whole. */
export function oldestBase(state: State): number {
  return Math.min(state.version, ...Object.values(state.dirty).map((one) => one.base));
}

function othersToShow(state: State, answer: Answer, before: number): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, told] of Object.entries(answer.fields)) {
    if (name in state.conflicts) {
      state.conflicts[name] = told;
    } else if (!(name in state.dirty) && told.version > before) {
      shown[name] = told.value;
    }
  }
  return shown;
}

function same(sent: Record<string, string>, shown: Record<string, string>): boolean {
  return Object.entries(sent).every(([name, value]) => shown[name] === value);
}
