"""What an invitation may say, and the life of one: pending, then accepted or withdrawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sipol.kernel.actors import Actor, Role
from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.lifecycles import Lifecycle, Move
from sipol.records.accounts.rules.granting import may_grant
from sipol.records.accounts.rules.offices import ACEH, EXPIRING_ROLES, RUNNING_ROLES

PENDING, ACCEPTED, WITHDRAWN = "pending", "accepted", "withdrawn"
LONGEST_NAME = 200
LONGEST_EMAIL = 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")

LIFECYCLE = Lifecycle(
    name="invitation",
    initial=PENDING,
    states=(PENDING, ACCEPTED, WITHDRAWN),
    moves=(
        Move("accept", (PENDING,), ACCEPTED, frozenset(Role), entry="account.granted"),
        Move(
            "withdraw", (PENDING,), WITHDRAWN, RUNNING_ROLES, entry="account.invitation_withdrawn"
        ),
    ),
)

STATE_TITLES = {PENDING: "Menunggu", ACCEPTED: "Dipakai", WITHDRAWN: "Ditarik"}
MOVE_TITLES = {"accept": "Undangan dipakai", "withdraw": "Tarik undangan"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Access as somebody wants to give it. An empty region is the nation; `expires_at` the first
    instant at which the account opens nothing any more, None for no end."""

    email: str
    role: Role
    region_code: str = ""
    party_id: int | None = None
    name: str = ""
    expires_at: datetime | None = None
    row: int | None = None


def check_wanted(
    wanted: Wanted,
    *,
    actor: Actor,
    knows_region: Callable[[str], bool],
    local_party: bool,
    now: datetime,
) -> list[Finding]:
    """What stands against inviting somebody so. The party of `wanted` is the actor's own."""
    region = wanted.region_code
    objections = (
        ("invite_email", "email", lambda: not is_address(wanted.email)),
        ("invite_name_long", "name", lambda: len(wanted.name) > LONGEST_NAME),
        (
            "invite_region_unknown",
            "region_code",
            lambda: region and (region.count(".") > 1 or not knows_region(region)),
        ),
        (
            "invite_admin_is_national",
            "region_code",
            lambda: wanted.role is Role.PARTY_ADMIN and region,
        ),
        (
            "invite_region_outside_aceh",
            "region_code",
            lambda: local_party and region and region.partition(".")[0] != ACEH,
        ),
        (
            "invite_not_yours",
            "role",
            lambda: (
                not may_grant(actor, role=wanted.role, party_id=wanted.party_id, region_code=region)
            ),
        ),
    )
    for code, column, stands_against in objections:
        if stands_against():
            return [_finding(code, wanted, column)]
    return check_expiry(wanted, now=now)


def check_expiry(wanted: Wanted, *, now: datetime) -> list[Finding]:
    """Only accounts that run nothing have an end, and it lies ahead."""
    if wanted.expires_at is None:
        return []
    if wanted.role not in EXPIRING_ROLES:
        return [_finding("invite_admin_has_no_end", wanted, "expires")]
    return [_finding("invite_expired", wanted, "expires")] if wanted.expires_at <= now else []


def is_address(text: str) -> bool:
    """Whether the text looks like a mail address; whether mail arrives is another question."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def _finding(code: str, wanted: Wanted, column: str) -> Finding:
    return Finding(code, Severity.ERROR, Where(wanted.row, column))
