"""The life cycle of a proposed window: one person proposes, another one puts it in force."""

from __future__ import annotations

from sipol.kernel.actors import Role
from sipol.kernel.lifecycles import Facts, Lifecycle, Move
from sipol.kernel.refusals import Refusal

STATES = ("proposed", "confirmed", "withdrawn")


def _by_another_person_and_not_too_late(facts: Facts) -> Refusal | None:
    if facts["is_proposer"]:
        return Refusal("same_person")
    if facts["is_over"]:
        return Refusal("window_over")
    return None


_COMMISSION = frozenset({Role.COMMISSION})

LIFECYCLE = Lifecycle(
    name="proposed window",
    initial="proposed",
    states=STATES,
    moves=(
        Move(
            "confirm",
            ("proposed",),
            "confirmed",
            _COMMISSION,
            entry="window.confirmed",
            guard=_by_another_person_and_not_too_late,
        ),
        Move(
            "withdraw",
            ("proposed",),
            "withdrawn",
            _COMMISSION,
            entry="window.withdrawn",
            needs_reason=True,
        ),
    ),
)

STATE_TITLES = {
    "proposed": "Diusulkan, menunggu orang kedua",
    "confirmed": "Disahkan",
    "withdrawn": "Ditarik",
}

MOVE_TITLES = {"confirm": "Disahkan", "withdraw": "Ditarik"}
