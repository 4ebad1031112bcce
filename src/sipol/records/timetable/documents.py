"""The signed deadline: one object per version of a window, which anybody can verify offline."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from sipol.infra import keys
from sipol.infra.ledger.models import Entry
from sipol.infra.ledger.statements import Statement, read_statement, sign_statement
from sipol.kernel.clock import WIB, WIT, WITA
from sipol.records.timetable.models import Deadline, Window

FORMAT = "sipol-deadline/1"


def signed(row: Deadline) -> Statement:
    """The document as it is handed out; its bytes are the same every time."""
    return Statement(FORMAT, row.body, bytes(row.signature), row.key_id)


def verified(text: bytes, public_key: Ed25519PublicKey) -> dict[str, Any]:
    """The body of an unchanged deadline signed with this key; raises StatementInvalid."""
    return read_statement(text, public_key, format_name=FORMAT, what="tenggat")


def sign_deadline(
    deadline_id: UUID, window: Window, *, replaces: Deadline | None, entry: Entry, now: datetime
) -> Deadline:
    """The signed deadline of a window's version, not saved yet. `replaces`: the version before."""
    body = _body(window, replaces, entry, now) | {
        "id": str(deadline_id),
        "check_url": f"{settings.PUBLIC_URL}/tenggat/{deadline_id}",
    }
    statement = sign_statement(FORMAT, body, keys.current().signing)
    return Deadline(
        id=deadline_id,
        window=window,
        body=body,
        signature=statement.signature,
        key_id=statement.key_id,
        issued_at=now,
    )


def _body(window: Window, replaces: Deadline | None, entry: Entry, now: datetime) -> dict[str, Any]:
    return {
        "cycle": {"slug": window.cycle.slug, "name": window.cycle.name},
        "window": window.code,
        "version": window.version,
        "name": window.name,
        "purpose": window.purpose,
        "withdrawn": window.dropped,
        "party": {"id": window.party_id, "name": window.party_name} if window.party_id else None,
        "regions": list(window.regions),
        "kinds": list(window.kinds),
        "starts_at": _utc(window.starts_at),
        "ends_at": _utc(window.ends_at),
        "ends_at_wib": window.ends_at.astimezone(WIB).isoformat(timespec="seconds"),
        "ends_at_wita": window.ends_at.astimezone(WITA).isoformat(timespec="seconds"),
        "ends_at_wit": window.ends_at.astimezone(WIT).isoformat(timespec="seconds"),
        "last_second_counts": True,
        "late": "accepted_and_marked",
        "closing_until": _utc(window.closing_until) if window.closing_until else None,
        "legal_basis": window.legal_basis,
        "reference": window.reference,
        "set_by": [name for name in (window.made_by, window.confirmed_by) if name],
        "replaces": _replaced(replaces),
        "issued_at": _utc(now),
        "ledger": {"sequence": entry.pk, "entry_hash": bytes(entry.entry_hash).hex()},
    }


def _replaced(replaces: Deadline | None) -> dict[str, str] | None:
    if replaces is None:
        return None
    return {"id": str(replaces.pk), "ends_at": replaces.body["ends_at"]}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
