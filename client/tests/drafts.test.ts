import assert from "node:assert/strict";
import { test } from "node:test";

import * as ledger from "../src/drafts/ledger.ts";

let made = 0;
const newKey = (): string => `k${made++}`;

function answer(version: number, more: Partial<ledger.Answer> = {}): ledger.Answer {
  return { version, saved_at: "2026-11-23T07:32:00Z", fields: {}, ...more };
}

function told(value: string, version: number): ledger.Told {
  return { value, version, by: "Dewi", at: "2026-11-23T07:32:00Z" };
}

test("one patch at a time, with one key until it is answered", () => {
  const state = ledger.emptyState(3);
  ledger.type(state, "chair", "Ra", 1);
  const first = ledger.nextPatch(state, newKey);
  ledger.type(state, "chair", "Ratna", 2);
  assert.deepEqual(ledger.nextPatch(state, newKey), first);
  assert.equal(first?.base, 3);
  ledger.answered(state, answer(4));
  const second = ledger.nextPatch(state, newKey);
  assert.deepEqual(second?.fields, { chair: "Ratna" });
  assert.equal(second?.base, 4);
  assert.notEqual(second?.key, first?.key);
  ledger.answered(state, answer(5));
  assert.equal(ledger.nextPatch(state, newKey), null);
  assert.equal(ledger.unsent(state), 0);
});

test("what others typed is shown, but not over what is being typed here", () => {
  const state = ledger.emptyState(1);
  ledger.type(state, "chair", "Ratna", 1);
  ledger.nextPatch(state, newKey);
  ledger.type(state, "phone", "02", 2);
  const shown = ledger.answered(
    state,
    answer(4, { fields: { phone: told("999", 2), email: told("a@b.id", 3) } }),
  );
  assert.deepEqual(shown, { email: "a@b.id" });
  // It still says on what it was typed, so that the server finds the conflict.
  assert.equal(ledger.nextPatch(state, newKey)?.base, 1);
});

test("a conflict holds its field back, not the others, until somebody chooses", () => {
  const state = ledger.emptyState(1);
  ledger.type(state, "chair", "Rahmat", 1);
  ledger.nextPatch(state, newKey);
  const conflict = { field: "chair", theirs: "Ratna", version: 3, by: "Dewi", at: "x" };
  ledger.answered(state, answer(4, { conflicts: [conflict] }));
  ledger.type(state, "phone", "021", 2);
  assert.deepEqual(ledger.nextPatch(state, newKey)?.fields, { phone: "021" });
  ledger.answered(state, answer(5, { fields: { chair: told("Ratna S.", 5) } }));
  assert.equal(state.conflicts.chair?.value, "Ratna S.");
  assert.equal(ledger.nextPatch(state, newKey), null);
  ledger.resolve(state, "chair", "Rahmat", 3);
  const patch = ledger.nextPatch(state, newKey);
  assert.deepEqual([patch?.fields, patch?.resolved, patch?.base], [{ chair: "Rahmat" }, ["chair"], 5]);
});

test("a page that shows what was typed acknowledges it, anything else is kept", () => {
  const state = ledger.emptyState(1);
  ledger.type(state, "chair", "Ratna", 1);
  ledger.type(state, "phone", "021", 1);
  ledger.nextPatch(state, newKey);
  assert.deepEqual(ledger.open(state, 2, { chair: "Ratna", phone: "" }), ["phone"]);
  assert.equal(state.version, 2);
  assert.notEqual(state.pending, null);
});

test("a repeated answer of long ago takes nothing back", () => {
  const state = ledger.emptyState(1);
  ledger.type(state, "chair", "Ratna", 1);
  ledger.nextPatch(state, newKey);
  ledger.open(state, 9, { chair: "" });
  const shown = ledger.answered(state, answer(3, { fields: { phone: told("old", 2) } }));
  assert.deepEqual(shown, {});
  assert.equal(state.version, 9);
});

test("a server that went back in time is met with everything, as if nothing was seen", () => {
  const state = ledger.emptyState(9);
  ledger.type(state, "chair", "Ratna", 1);
  ledger.nextPatch(state, newKey);
  ledger.startOver(state);
  assert.equal(ledger.nextPatch(state, newKey)?.base, 0);
});
