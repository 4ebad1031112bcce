"""The life of an account: active, suspended for a while, ended for good."""

from __future__ import annotations

from sipol.kernel.actors import Role
from sipol.kernel.lifecycles import Facts, Lifecycle, Move
from sipol.kernel.refusals import Refusal
from sipol.records.accounts.rules.offices import RUNNING_ROLES, keeps_enough

ACTIVE, SUSPENDED, ENDED = "active", "suspended", "ended"
_RUNNING: frozenset[Role] = RUNNING_ROLES


def _office_keeps_enough(facts: Facts) -> Refusal | None:
    if facts["alone"]:
        return Refusal("narrowing_needs_two")
    if not keeps_enough(facts["running_before"], facts["running_after"]):
        return Refusal("last_admins", {"count": str(facts["running_before"])})
    return None


LIFECYCLE = Lifecycle(
    name="account",
    initial=ACTIVE,
    states=(ACTIVE, SUSPENDED, ENDED),
    moves=(
        Move(
            "suspend",
            (ACTIVE,),
            SUSPENDED,
            _RUNNING,
            entry="account.suspended",
            guard=_office_keeps_enough,
            needs_reason=True,
        ),
        Move("resume", (SUSPENDED,), ACTIVE, _RUNNING, entry="account.resumed"),
        Move(
            "end",
            (ACTIVE, SUSPENDED),
            ENDED,
            _RUNNING,
            entry="account.ended",
            guard=_office_keeps_enough,
            needs_reason=True,
        ),
    ),
)

STATE_TITLES = {ACTIVE: "Aktif", SUSPENDED: "Dihentikan sementara", ENDED: "Berakhir"}

MOVE_TITLES = {
    "suspend": "Hentikan sementara",
    "resume": "Aktifkan lagi",
    "end": "Akhiri akun",
}
