"""The life of a letter in which a party asks for access: received, then granted or refused.

National parties write to the national commission, local parties in Aceh to its KIP (Act 11/2006,
PKPU 4/2022 art. 144).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sipol.kernel.actors import Actor, Role
from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.lifecycles import Lifecycle, Move
from sipol.records.accounts.rules.offices import ACEH

RECEIVED, GRANTED, REFUSED = "received", "granted", "refused"
LOCAL_KIND = "local_aceh"
KINDS = ("national", LOCAL_KIND)
GROUPS = ("parliamentary", "former", "new")
_COMMISSION = frozenset({Role.COMMISSION})

LIFECYCLE = Lifecycle(
    name="access letter",
    initial=RECEIVED,
    states=(RECEIVED, GRANTED, REFUSED),
    moves=(
        Move("grant", (RECEIVED,), GRANTED, _COMMISSION, entry="access.granted"),
        Move("refuse", (RECEIVED,), REFUSED, _COMMISSION, "access.refused", needs_reason=True),
    ),
)

STATE_TITLES = {RECEIVED: "Diterima, menunggu", GRANTED: "Akses dibuka", REFUSED: "Ditolak"}
MOVE_TITLES = {"grant": "Buka akses", "refuse": "Tolak surat"}

# field: most characters; all but the last are needed
LENGTHS: Mapping[str, int] = {
    "party_name": 200,
    "short_name": 40,
    "number": 100,
    "asked_by": 200,
    "decree": 100,
    "admin_name": 200,
    "admin_email": 200,
    "operators": 2000,
}
OPTIONAL = frozenset({"operators"})


def handles_letters(actor: Actor, kind: str) -> bool:
    """Whether the letters of such a party are the actor's to receive and to decide."""
    if actor.role is not Role.COMMISSION:
        return False
    return actor.covers(ACEH) if kind == LOCAL_KIND else not actor.region_code


def check_letter(texts: Mapping[str, str], dated: date | None, *, today: date) -> list[Finding]:
    """What is wrong with a letter as it was typed; `dated` is None where it cannot be read."""
    found = [_finding("letter_missing", name) for name in LENGTHS if _is_missing(texts, name)]
    found += [
        _finding("letter_too_long", name, limit=str(most))
        for name, most in LENGTHS.items()
        if len(texts.get(name, "")) > most
    ]
    if dated is None:
        found.append(_finding("letter_date", "dated"))
    elif dated > today:
        found.append(_finding("letter_date_ahead", "dated"))
    if texts.get("kind") not in KINDS:
        found.append(_finding("letter_choice", "kind"))
    if texts.get("group") not in GROUPS:
        found.append(_finding("letter_choice", "group"))
    return found


def _is_missing(texts: Mapping[str, str], name: str) -> bool:
    return name not in OPTIONAL and not texts.get(name, "")


def _finding(code: str, column: str, **values: str) -> Finding:
    return Finding(code, Severity.ERROR, Where(column=column), values)
