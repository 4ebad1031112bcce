"""Compares what clients were told with what database and files hold afterwards.

It shares no code with the product: it reads tables by SQL, opens files by `stored_files`, hashes
the ledger itself, and has receipts verified by the public command.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.chaos.history import Event, History, SentFile
from tests.chaos.stored_files import StoredFiles

Verify = Callable[[Path], bool]

# One effect per key: the table in which it shows, the column that names it, and by which words.
EFFECTS = {
    "begin": ("intake_upload", "client_key", "{key}"),
    "decide": ("dossiers_step", "reason", "Alasan {key}"),
}


@dataclass
class Verdict:
    """What was found. Everything but the three counts of what was checked should be zero."""

    lost_bytes: int = 0
    lost_rows: int = 0
    lost_writes: int = 0
    duplicates: int = 0
    undecided: int = 0
    broken_proofs: int = 0
    acknowledged_bytes: int = 0
    files: int = 0
    rows: int = 0
    writes: int = 0
    receipts: int = 0
    complaints: list[str] = field(default_factory=list)

    def complain(self, about: str, count: int, words: str) -> None:
        """Adds to one of the counts, with the words that say where."""
        if count:
            setattr(self, about, getattr(self, about) + count)
            self.complaints.append(f"{about} {count}: {words}")

    @property
    def sound(self) -> bool:
        return not self.complaints


class Checker:
    """Reads through `connection`, inside whatever transaction is open there."""

    def __init__(
        self,
        history: History,
        connection: psycopg.Connection[Any],
        files: StoredFiles,
        verify: Verify,
    ) -> None:
        self._history = history
        self._connection = connection
        self._files = files
        self._verify = verify

    def judge(self) -> Verdict:
        """Everything that clients were told, one thing after the other."""
        verdict = Verdict()
        self._hand_ins(verdict)
        self._effects(verdict)
        self._drafts(verdict)
        for file in self._history.files.values():
            self._offsets(verdict, file)
            self._file(verdict, file)
        self._strangers(verdict)
        self._ledger(verdict)
        return verdict

    def _ask(self, query: str, *values: Any) -> list[dict[str, Any]]:
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, values).fetchall()

    def _effects(self, verdict: Verdict) -> None:
        for operation, key in self._history.keys(*EFFECTS):
            table, column, words = EFFECTS[operation]
            named = words.format(key=key)
            found = self._ask(f"SELECT * FROM {table} WHERE {column} = %s", named)  # noqa: S608
            last = self._history.outcome(operation, key)
            where = f"{operation} {key}"
            if last.kind == "ok":
                verdict.writes += 1
                verdict.complain("lost_writes", not found, f"{where} was acknowledged")
            elif last.kind == "fail":
                verdict.complain("duplicates", len(found), f"{where} was refused, and done")
            else:
                verdict.complain("undecided", 1, f"{where} was never answered")
            verdict.complain("duplicates", max(0, len(found) - 1), f"{where} was done again")
            for told in (e for e in self._history.of(operation, key) if e.kind == "ok"):
                self._told(verdict, where, told.facts, found)

    def _told(
        self, verdict: Verdict, where: str, facts: dict[str, Any], found: list[dict[str, Any]]
    ) -> None:
        """The effect is the one that was acknowledged: same upload, same reason, same move."""
        for name, column in (("upload", "id"), ("reason", "reason"), ("move", "move")):
            wrong = found and name in facts and str(found[0][column]) != facts[name]
            verdict.complain("lost_writes", int(bool(wrong)), f"{where} has another {name}")

    def _hand_ins(self, verdict: Verdict) -> None:
        """A handing-in is known by its receipt, and the receipt by the ledger entry it names.

        Whoever wrote this history was alone in handing in since it began.
        """
        query = "SELECT entry_id FROM dossiers_step WHERE move = 'submit' AND at >= %s"
        made = {step["entry_id"] for step in self._ask(query, self._history.began_at)}
        told: set[int] = set()
        keys = [key for _, key in self._history.keys("hand_in")]
        for key in keys:
            last = self._history.outcome("hand_in", key)
            undecided = last.kind in {"unknown", "invoke"}
            verdict.complain("undecided", int(undecided), f"hand_in {key} was never answered")
            verdict.writes += last.kind == "ok"
            entries = {self._entry_of_receipt(e.facts["receipt"]) for e in self._oks(key)}
            verdict.complain("duplicates", max(0, len(entries) - 1), f"hand_in {key}: {entries}")
            lost = entries - made | entries & told
            verdict.complain("lost_writes", len(lost), f"hand_in {key} was acknowledged")
            told |= entries
        # A key without an answer may have had its effect.
        again = len(made - told) - verdict.undecided
        verdict.complain("duplicates", max(0, again), "handed in, and nobody was told")

    def _oks(self, key: str) -> list[Event]:
        return [event for event in self._history.of("hand_in", key) if event.kind == "ok"]

    def _entry_of_receipt(self, number: str) -> int:
        query = "SELECT body->'ledger'->'sequence' AS entry FROM ledger_receipt WHERE number = %s"
        found = self._ask(query, number)
        return int(found[0]["entry"]) if found else 0

    def _drafts(self, verdict: Verdict) -> None:
        """The last acknowledged text of each field is what a person finds afterwards."""
        for operation, key in self._history.keys("draft"):
            if self._history.outcome(operation, key).kind not in {"ok", "fail"}:
                verdict.complain("undecided", 1, f"draft {key} was never answered")
        for _, place in self._history.keys("draft_read"):
            found = self._history.outcome("draft_read", place).facts["fields"]
            told: dict[str, str] = {}
            versions = []
            for event in self._history.of("draft"):
                if event.kind == "ok" and event.facts["place"] == place:
                    told |= event.facts["fields"]
                    versions.append(event.facts["version"])
            verdict.writes += len(versions)
            # One writer, one version per key: a step of two is a key that was done twice.
            again = sum(b - a - 1 for a, b in pairwise(versions))
            verdict.complain("duplicates", again, f"draft {place}: versions {versions[-1]}")
            lost = {name for name, text in told.items() if found.get(name) != text}
            verdict.complain("lost_writes", len(lost), f"draft {place}: {sorted(lost)}")

    def _offsets(self, verdict: Verdict, file: SentFile) -> None:
        """No later answer names fewer bytes than an earlier one had acknowledged."""
        reached = 0
        at_invoke: dict[str, int] = {}
        for event in list(self._history.events):
            if event.key != file.key or event.operation not in {"append", "look"}:
                continue
            if event.kind == "invoke":
                at_invoke[event.operation] = reached
            elif event.kind == "ok":
                fewer = at_invoke.get(event.operation, 0) - event.facts["offset"]
                verdict.complain("lost_bytes", max(0, fewer), f"{file.name} went back")
                reached = max(reached, event.facts["offset"])

    def _file(self, verdict: Verdict, file: SentFile) -> None:
        told = [
            e
            for name in ("append", "look", "finish")
            for e in self._history.of(name, file.key)
            if e.kind == "ok"
        ]
        acknowledged = max((e.facts["offset"] for e in told), default=0)
        verdict.acknowledged_bytes += acknowledged
        rows = self._ask("SELECT * FROM intake_upload WHERE client_key = %s", file.key)
        upload = rows[0] if rows else None
        content = self._content(file, upload)
        verdict.complain("lost_bytes", _missing(content, file.content[:acknowledged]), file.name)
        if upload and not upload["delivery_id"] and upload["durable_offset"] < acknowledged:
            verdict.complain("lost_bytes", acknowledged - upload["durable_offset"], file.name)
        deliveries = {e.facts["delivery"] for e in told if e.facts.get("delivery")}
        if deliveries or acknowledged == len(file.content):
            self._delivery(verdict, file, deliveries)
        elif not any(self._history.of("abandon", file.key)):
            verdict.complain("undecided", 1, f"{file.name} never arrived")

    def _content(self, file: SentFile, upload: dict[str, Any] | None) -> bytes | None:
        if upload is None:
            return None
        if upload["delivery_id"]:
            return self._files.whole(hashlib.sha256(file.content).hexdigest())
        return self._files.arriving(str(upload["id"]))

    def _delivery(self, verdict: Verdict, file: SentFile, told: set[str]) -> None:
        verdict.files += 1
        digest = hashlib.sha256(file.content).hexdigest()
        found = self._ask("SELECT * FROM intake_delivery WHERE sha256 = %s", digest)
        if not found:
            verdict.complain("lost_rows", len(file.rows), f"{file.name} has no delivery")
            return
        ids = {str(delivery["id"]) for delivery in found}
        verdict.complain("duplicates", len(ids) - 1, f"{file.name} has several deliveries")
        verdict.complain("duplicates", len(told - ids), f"{file.name}: deliveries {told - ids}")
        for delivery in found[:1]:
            self._rows(verdict, file, delivery)
            self._receipt(verdict, file, delivery)

    def _rows(self, verdict: Verdict, file: SentFile, delivery: dict[str, Any]) -> None:
        if delivery["state"] != "judged":
            verdict.complain("undecided", 1, f"{file.name} is {delivery['state']}")
            return
        verdict.rows += len(file.rows)
        accepted = self._ask(
            "SELECT row, card_number FROM members_member WHERE delivery_id = %s", delivery["id"]
        )
        rejected = self._ask(
            "SELECT row FROM intake_rejectedrow WHERE delivery_id = %s", delivery["id"]
        )
        times = Counter(row["row"] for row in (*accepted, *rejected))
        lost = set(file.rows) - set(times)
        verdict.complain("lost_rows", len(lost), f"{file.name}: rows {sorted(lost)[:5]}")
        twice = sum(times.values()) - len(set(times) & set(file.rows))
        verdict.complain("duplicates", twice, f"{file.name}: rows twice or never sent")
        others = [r for r in accepted if file.rows.get(r["row"], "") != r["card_number"]]
        verdict.complain("lost_rows", len(others), f"{file.name}: rows with other content")
        figures = [delivery[f"rows_{name}"] for name in ("sent", "accepted", "rejected")]
        if figures != [len(file.rows), len(accepted), len(rejected)]:
            verdict.complain("broken_proofs", 1, f"{file.name}: balance {figures}")

    def _receipt(self, verdict: Verdict, file: SentFile, delivery: dict[str, Any]) -> None:
        subject = f"delivery:{delivery['id']}"
        stored = self._ask("SELECT * FROM ledger_receipt WHERE subject = %s", subject)
        if delivery["state"] == "judged" and len(stored) != 1:
            verdict.complain("broken_proofs", 1, f"{file.name} has {len(stored)} receipts")
        documents = {
            e.facts["document"] for e in self._history.of("receipt", file.key) if e.kind == "ok"
        }
        verdict.complain("duplicates", max(0, len(documents) - 1), f"{file.name}: receipts differ")
        if not documents:
            verdict.complain("undecided", 1, f"{file.name}: no receipt in hand")
        for document in documents:
            verdict.receipts += 1
            body = json.loads(document)["body"]
            numbers = {row["number"] for row in stored}
            right = (
                body["number"] in numbers
                and body["file_sha256"] == delivery["sha256"]
                and body["rows"]["sent"] == len(file.rows)
                and self._entry_of(body) == subject
                and self._verified(document)
            )
            verdict.complain("broken_proofs", int(not right), f"{file.name}: receipt")

    def _entry_of(self, body: dict[str, Any]) -> str | None:
        """The subject of the ledger entry that a receipt names, if its hash is that one."""
        named = body["ledger"]
        found = self._ask("SELECT * FROM ledger_entry WHERE id = %s", named["sequence"])
        if not found or bytes(found[0]["entry_hash"]).hex() != named["entry_hash"]:
            return None
        return str(found[0]["subject"])

    def _verified(self, document: str) -> bool:
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            file.write(document.encode())
            file.flush()
            return self._verify(Path(file.name))

    def _strangers(self, verdict: Verdict) -> None:
        """Every upload and delivery since the beginning is one that a client asked for."""
        keys = list(self._history.files)
        query = (
            "SELECT d.id FROM intake_delivery d JOIN intake_upload u ON u.delivery_id = d.id"
            " WHERE u.client_key = ANY(%s) GROUP BY d.id HAVING count(*) > 1"
        )
        verdict.complain("duplicates", len(self._ask(query, keys)), "uploads share a delivery")
        query = (
            "SELECT subject FROM ledger_entry WHERE kind IN ('delivery.received',"
            " 'delivery.judged') GROUP BY subject, kind HAVING count(*) > 1"
        )
        twice = self._ask(query)
        verdict.complain("duplicates", len(twice), f"in the ledger twice: {twice[:3]}")

    def _ledger(self, verdict: Verdict) -> None:
        before = bytes(32)
        entries = self._ask("SELECT * FROM ledger_entry ORDER BY id")
        for sequence, entry in enumerate(entries, start=1):
            same = entry["id"] == sequence and bytes(entry["previous_hash"]) == before
            if not same or _entry_hash(entry) != bytes(entry["entry_hash"]):
                verdict.complain("broken_proofs", 1, f"ledger entry {sequence}")
                return
            before = bytes(entry["entry_hash"])


def _missing(content: bytes | None, wanted: bytes) -> int:
    """How many of the wanted bytes are not there, or are others."""
    have = (content or b"")[: len(wanted)]
    if have == wanted:
        return 0
    return len(wanted) - sum(a == b for a, b in zip(have, wanted, strict=False))


def _entry_hash(entry: dict[str, Any]) -> bytes:
    said = {
        "sequence": entry["id"],
        "at": entry["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": entry["kind"],
        "actor": entry["actor"],
        "party_id": entry["party_id"],
        "subject": entry["subject"],
        "payload": entry["payload"],
        "previous_hash": bytes(entry["previous_hash"]).hex(),
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"sipol-ledger-entry/1\n" + text.encode()).digest()
