"""What a receipt says: one builder per kind, and the shape that a body must have exactly.

No personal data: an identity number in a file's name is masked, and nothing else of the rows but
their counts is taken over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sipol.infra.ledger.redaction import hide_niks
from sipol.kernel.clock import WIB, ZONE_NAMES

DELIVERY = "delivery"
HAND_IN = "hand_in"
PAPERS = "papers"
ON_PAPER = "on_paper"
PLACE_LIST = "place_list"

LONGEST_NAME = 255

_COMMON = {
    "number": str,
    "kind": str,
    "issued_at": str,
    "issued_at_wib": str,
    "issued_at_local": str,
    "zone": str,
    "party": {"name": str, "short": str},
    "cycle": str,
    "ledger": {"sequence": int, "entry_hash": str},
    "check_url": str,
}
SHAPES: dict[str, dict[str, Any]] = {
    DELIVERY: _COMMON
    | {
        "file_name": str,
        "file_size": int,
        "file_sha256": str,
        "rows": {"sent": int, "accepted": int, "rejected": int, "pending": int, "warnings": int},
    },
    HAND_IN: _COMMON
    | {
        "totals": {"members_accepted": int, "regencies_meeting": int, "provinces_meeting": int},
        "snapshot_sha256": str,
    },
    PAPERS: _COMMON
    | {
        "title": str,
        "files": {"sent": int, "kept": int, "known": int, "refused": int, "left_out": int},
        "list_sha256": str,
    },
    PLACE_LIST: _COMMON
    | {
        "title": str,
        "file_name": str,
        "file_size": int,
        "file_sha256": str,
        "rows": {"sent": int, "added": int, "replaced": int, "unchanged": int, "rejected": int},
    },
    ON_PAPER: _COMMON
    | {"brought_at": str, "counts_at": str, "late_by_seconds": int, "items": [str]},
}
# What a body of that kind may have besides: it stands there only where it is so.
OPTIONAL: dict[str, dict[str, Any]] = {
    DELIVERY: {"late": {"begun_at": str, "ended_at": str, "late_by_seconds": int}},
}


@dataclass(frozen=True, slots=True)
class Issue:
    """What every receipt says: its number, when and to whom it was given, and where to check it.

    `zone` is the party's local time. `sequence` and `entry_hash` (32 bytes) are those of the
    ledger entry that records the same event. `check_page` is the public address to which the
    number is added.
    """

    number: str
    now: datetime
    zone: ZoneInfo
    party_name: str
    party_short: str
    cycle: str
    sequence: int
    entry_hash: bytes
    check_page: str


@dataclass(frozen=True, slots=True)
class RowCounts:
    """The balance of one file. `warnings` counts accepted rows that are flagged."""

    sent: int
    accepted: int
    rejected: int
    pending: int
    warnings: int

    def __post_init__(self) -> None:
        if self.sent != self.accepted + self.rejected + self.pending:
            raise ValueError("rows sent are not accepted + rejected + pending")


@dataclass(frozen=True, slots=True)
class Totals:
    """What a party hands in: members accepted, and the regions that meet their threshold."""

    members_accepted: int
    regencies_meeting: int
    provinces_meeting: int


@dataclass(frozen=True, slots=True)
class FileCounts:
    """What became of the files of one sending. `known` were here already, `left_out` are kept
    without being used for anything."""

    sent: int
    kept: int
    known: int
    refused: int
    left_out: int

    def __post_init__(self) -> None:
        if self.sent != self.kept + self.known + self.refused + self.left_out:
            raise ValueError("files sent are not kept + known + refused + left out")


@dataclass(frozen=True, slots=True)
class ListCounts:
    """The balance of one list of places: `unchanged` rows said what stood there already."""

    sent: int
    added: int
    replaced: int
    unchanged: int
    rejected: int

    def __post_init__(self) -> None:
        if self.sent != self.added + self.replaced + self.unchanged + self.rejected:
            raise ValueError("rows sent are not added + replaced + unchanged + rejected")


@dataclass(frozen=True, slots=True)
class Late:
    """That a file was whole only after the end of its window; `ended_at` is its last second."""

    begun_at: datetime
    ended_at: datetime
    late_by_seconds: int


def delivery_body(
    issue: Issue,
    *,
    file_name: str,
    file_size: int,
    file_sha256: str,
    rows: RowCounts,
    late: Late | None = None,
) -> dict[str, Any]:
    """The body for one delivered file; size in bytes, hash as 64 hexadecimal digits."""
    marked = {"late": _late(late)} if late else {}
    return (
        _common(DELIVERY, issue)
        | marked
        | {
            "file_name": hide_niks(_plain(file_name)),
            "file_size": file_size,
            "file_sha256": file_sha256,
            "rows": asdict(rows),
        }
    )


def hand_in_body(issue: Issue, *, totals: Totals, snapshot_sha256: str) -> dict[str, Any]:
    """The body for a filing handed in; the hash is that of the frozen snapshot."""
    return _common(HAND_IN, issue) | {
        "totals": asdict(totals),
        "snapshot_sha256": snapshot_sha256,
    }


def papers_body(issue: Issue, *, title: str, files: FileCounts, list_sha256: str) -> dict[str, Any]:
    """The body for a sending of papers; the hash is that of the list of its files."""
    return _common(PAPERS, issue) | {
        "title": hide_niks(_plain(title)),
        "files": asdict(files),
        "list_sha256": list_sha256,
    }


def place_list_body(
    issue: Issue,
    *,
    title: str,
    file_name: str,
    file_size: int,
    file_sha256: str,
    rows: ListCounts,
) -> dict[str, Any]:
    """The body for a list of boards, officers, offices or accounts; size in bytes."""
    return _common(PLACE_LIST, issue) | {
        "title": _plain(title),
        "file_name": hide_niks(_plain(file_name)),
        "file_size": file_size,
        "file_sha256": file_sha256,
        "rows": asdict(rows),
    }


def on_paper_body(
    issue: Issue,
    *,
    brought_at: datetime,
    counts_at: datetime,
    late_by_seconds: int,
    items: Sequence[str],
) -> dict[str, Any]:
    """The body for a filing on paper: what was brought, when, and which instant counts."""
    return _common(ON_PAPER, issue) | {
        "brought_at": _utc(brought_at),
        "counts_at": _utc(counts_at),
        "late_by_seconds": late_by_seconds,
        "items": [_plain(item) for item in items],
    }


def flaw_in(body: Mapping[str, Any]) -> str | None:
    """The first field that is missing, unknown or of a wrong type; None for a sound body."""
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in SHAPES:
        return "kind"
    besides = {name: wanted for name, wanted in OPTIONAL.get(kind, {}).items() if name in body}
    return _flaw(body, SHAPES[kind] | besides)


def _flaw(value: Mapping[str, Any], shape: Mapping[str, Any]) -> str | None:
    for name in sorted(set(value) ^ set(shape)):
        return name
    for name, wanted in shape.items():
        found = value[name]
        if isinstance(wanted, dict):
            inner = _flaw(found, wanted) if isinstance(found, dict) else ""
            if inner is not None:
                return f"{name}.{inner}".rstrip(".")
        elif isinstance(wanted, list):
            if not isinstance(found, list) or any(type(one) is not wanted[0] for one in found):
                return name
        elif type(found) is not wanted or (wanted is int and found < 0):
            return name
    return None


def _common(kind: str, issue: Issue) -> dict[str, Any]:
    return {
        "number": issue.number,
        "kind": kind,
        "issued_at": _utc(issue.now),
        "issued_at_wib": _instant(issue.now, WIB),
        "issued_at_local": _instant(issue.now, issue.zone),
        "zone": ZONE_NAMES.get(issue.zone.key, issue.zone.key),
        "party": {"name": _plain(issue.party_name), "short": _plain(issue.party_short)},
        "cycle": _plain(issue.cycle),
        "ledger": {"sequence": issue.sequence, "entry_hash": issue.entry_hash.hex()},
        "check_url": f"{issue.check_page.rstrip('/')}/{issue.number}",
    }


def _late(late: Late) -> dict[str, Any]:
    return {
        "begun_at": _utc(late.begun_at),
        "ended_at": _utc(late.ended_at),
        "late_by_seconds": late.late_by_seconds,
    }


def _utc(moment: datetime) -> str:
    return _instant(moment, UTC).replace("+00:00", "Z")


def _instant(moment: datetime, zone: Any) -> str:
    return moment.astimezone(zone).isoformat(timespec="milliseconds")


def _plain(text: str) -> str:
    """Printable characters only, so that no name can steer a terminal, a page or the database."""
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return shown[:LONGEST_NAME]
