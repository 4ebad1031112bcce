"""A table of moves answers by itself, and refuses to be made wrong."""

from __future__ import annotations

import pytest

from sipol.kernel.actors import Actor, Role
from sipol.kernel.lifecycles import Facts, Lifecycle, Move
from sipol.kernel.refusals import Refusal

ADMIN = Actor(1, "Admin", Role.PARTY_ADMIN, party_id=1)
OFFICER = Actor(2, "Officer", Role.COMMISSION)


def _only_with_members(facts: Facts) -> Refusal | None:
    return None if facts["members"] else Refusal("no_members")


SEND = Move("send", ("draft",), "sent", frozenset({Role.PARTY_ADMIN}), "x.sent", _only_with_members)
RETURN = Move(
    "return", ("sent",), "draft", frozenset({Role.COMMISSION}), "x.returned", needs_reason=True
)
CYCLE = Lifecycle(name="x", initial="draft", states=("draft", "sent"), moves=(SEND, RETURN))


@pytest.mark.parametrize(
    ("state", "move", "actor", "members", "reason", "answer"),
    [
        ("draft", "send", ADMIN, 1, "", SEND),
        ("draft", "send", ADMIN, 0, "", "no_members"),
        ("draft", "send", OFFICER, 1, "", "role_not_allowed"),
        ("sent", "send", ADMIN, 1, "", "move_not_possible"),
        ("sent", "return", OFFICER, 1, " ", "reason_missing"),
        ("sent", "return", OFFICER, 1, "kurang", RETURN),
        ("sent", "fly", OFFICER, 1, "", "move_not_possible"),
    ],
)
def test_a_move_is_decided_by_state_role_reason_and_facts(
    state: str, move: str, actor: Actor, members: int, reason: str, answer: Move | str
) -> None:
    decided = CYCLE.decide(state, move, actor=actor, facts={"members": members}, reason=reason)
    assert (decided.code if isinstance(decided, Refusal) else decided) == answer


@pytest.mark.parametrize(
    ("moves", "states", "complaint"),
    [
        ((SEND, SEND), ("draft", "sent"), "two rows"),
        ((SEND,), ("draft", "sent", "lost"), "nothing leads to"),
        ((SEND,), ("draft",), "unknown state"),
    ],
)
def test_a_wrong_table_cannot_be_made(
    moves: tuple[Move, ...], states: tuple[str, ...], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Lifecycle(name="x", initial="draft", states=states, moves=moves)
