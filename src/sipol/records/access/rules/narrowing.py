"""The supervisor's rights shrink only when two people of two offices want it (trust: T38, T39).

One proposes, the other confirms; neither is the person concerned. Until then nothing changes, and
the proposal is seen by that person and by every supervisor.
"""

from __future__ import annotations

from sipol.kernel.actors import Actor, Role
from sipol.kernel.lifecycles import Facts, Lifecycle, Move
from sipol.kernel.refusals import Refusal
from sipol.records.accounts.rules.offices import office_of

PROPOSED, CONFIRMED, DECLINED, TAKEN_BACK = "proposed", "confirmed", "declined", "taken_back"
SUSPEND, END, MOVE = "suspend", "end", "move"
KINDS = (SUSPEND, END, MOVE)
KIND_TITLES = {
    SUSPEND: "Menghentikan sementara",
    END: "Mengakhiri akun",
    MOVE: "Mengubah wilayah tugas",
}
_EITHER = frozenset({Role.COMMISSION, Role.SUPERVISOR})


def _is_second(facts: Facts) -> Refusal | None:
    return None if facts["second"] else Refusal("narrowing_same_office")


def _is_proposer(facts: Facts) -> Refusal | None:
    return None if facts["proposer"] else Refusal("narrowing_not_yours")


LIFECYCLE = Lifecycle(
    name="narrowing of a supervisor's rights",
    initial=PROPOSED,
    states=(PROPOSED, CONFIRMED, DECLINED, TAKEN_BACK),
    moves=(
        Move(
            "confirm",
            (PROPOSED,),
            CONFIRMED,
            _EITHER,
            entry="supervision.narrowing_confirmed",
            guard=_is_second,
        ),
        Move(
            "decline",
            (PROPOSED,),
            DECLINED,
            _EITHER,
            entry="supervision.narrowing_declined",
            guard=_is_second,
            needs_reason=True,
        ),
        Move(
            "take_back",
            (PROPOSED,),
            TAKEN_BACK,
            _EITHER,
            entry="supervision.narrowing_taken_back",
            guard=_is_proposer,
        ),
    ),
)
PROPOSAL_ENTRY = "supervision.narrowing_proposed"

STATE_TITLES = {
    PROPOSED: "Diusulkan, menunggu orang kedua",
    CONFIRMED: "Disetujui dan berlaku",
    DECLINED: "Ditolak",
    TAKEN_BACK: "Ditarik pengusul",
}
MOVE_TITLES = {"confirm": "Setujui", "decline": "Tolak", "take_back": "Tarik usul"}


def may_propose(actor: Actor, owner: Actor) -> bool:
    """Whether the actor may ask for less right for this supervisor."""
    return (
        owner.role is Role.SUPERVISOR
        and actor.role in _EITHER
        and actor.user_id != owner.user_id
        and (actor.role is Role.COMMISSION or actor.covers(owner.region_code))
        and (actor.role is Role.SUPERVISOR or not actor.region_code)
    )


def is_second(actor: Actor, *, proposer: Actor, owner: Actor) -> bool:
    """Whether the actor may stand beside the proposer: another person of another office, who is
    not the one concerned."""
    return (
        actor.role in _EITHER
        and actor.user_id not in {proposer.user_id, owner.user_id}
        and office_of(actor) != office_of(proposer)
    )


def narrows(*, before: str, after: str) -> bool:
    """Whether a change of region takes something away: all but going up."""
    return after != before and not before.startswith(f"{after}." if after else "")
