"""The one table of moves of a party's filing (PKPU 4/2022, arts 16-24, in its simple form).

Handing in, receipt by the commission as complete or incomplete, and the return of an incomplete
filing when the time is over. Nothing else in Sipol may set a dossier's state.
"""

from __future__ import annotations

from sipol.kernel.actors import Role
from sipol.kernel.lifecycles import Facts, Lifecycle, Move
from sipol.kernel.refusals import Refusal


def _may_be_handed_in(facts: Facts) -> Refusal | None:
    closed: Refusal | None = facts["window_refusal"]
    if closed:
        return closed
    if facts["pending_deliveries"]:
        return Refusal("deliveries_pending", {"count": str(facts["pending_deliveries"])})
    if not facts["members"]:
        return Refusal("no_members")
    return None


_PARTY_ADMIN = frozenset({Role.PARTY_ADMIN})
_COMMISSION = frozenset({Role.COMMISSION})

LIFECYCLE = Lifecycle(
    name="dossier",
    initial="draft",
    states=("draft", "submitted", "complete", "incomplete", "returned"),
    moves=(
        Move(
            "submit",
            ("draft", "incomplete"),
            "submitted",
            _PARTY_ADMIN,
            entry="dossier.submitted",
            guard=_may_be_handed_in,
        ),
        Move("accept", ("submitted",), "complete", _COMMISSION, entry="dossier.accepted"),
        Move(
            "find_incomplete",
            ("submitted",),
            "incomplete",
            _COMMISSION,
            entry="dossier.found_incomplete",
            needs_reason=True,
        ),
        Move(
            "return",
            ("submitted", "incomplete"),
            "returned",
            _COMMISSION,
            entry="dossier.returned",
            needs_reason=True,
        ),
    ),
)

STATE_TITLES = {
    "draft": "Draf partai",
    "submitted": "Dikirim, menunggu KPU",
    "complete": "Diterima lengkap",
    "incomplete": "Belum lengkap",
    "returned": "Dikembalikan",
}

MOVE_TITLES = {
    "submit": "Dikirim oleh partai",
    "accept": "Diterima lengkap oleh KPU",
    "find_incomplete": "Dinyatakan belum lengkap oleh KPU",
    "return": "Dikembalikan oleh KPU",
}
