"""Life cycles as tables: which move leads from where to where, by whom, and with what trace.

A move decides; an action acts. Nothing else in Sipol may set a state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refusal

Facts = Mapping[str, Any]
Guard = Callable[[Facts], Refusal | None]


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a life cycle: `name` leads from any of `sources` to `target`.

    `roles` may make it; `guard` looks at the facts and may refuse; `entry` is the kind of the
    ledger entry that the action writes; `needs_reason` asks for a reason in words.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    roles: frozenset[Role]
    entry: str
    guard: Guard | None = None
    needs_reason: bool = False


class Lifecycle:
    """A table of moves that checks itself when it is made.

    Raises ValueError when a move names an unknown state, two rows could answer the same question,
    or a state cannot be reached.
    """

    def __init__(
        self, *, name: str, initial: str, states: tuple[str, ...], moves: tuple[Move, ...]
    ) -> None:
        self.name = name
        self.initial = initial
        self.states = states
        self.moves = moves
        self._table = self._checked_table()

    def decide(
        self, state: str, move_name: str, *, actor: Actor, facts: Facts, reason: str = ""
    ) -> Move | Refusal:
        """The move that may be made now, or the reason why not."""
        move = self._table.get((state, move_name))
        if move is None:
            return Refusal("move_not_possible", {"state": state, "move": move_name})
        if actor.role not in move.roles:
            return Refusal("role_not_allowed", {"move": move_name})
        if move.needs_reason and not reason.strip():
            return Refusal("reason_missing", {"move": move_name})
        return (move.guard(facts) if move.guard else None) or move

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [
            f"    {source} --> {move.target}: {move.name}"
            for move in self.moves
            for source in move.sources
        ]
        return "\n".join(lines) + "\n"

    def _checked_table(self) -> dict[tuple[str, str], Move]:
        table: dict[tuple[str, str], Move] = {}
        for move in self.moves:
            for source in move.sources:
                if source not in self.states or move.target not in self.states:
                    raise ValueError(f"{self.name}: {move.name} names an unknown state")
                if (source, move.name) in table:
                    raise ValueError(f"{self.name}: two rows for {move.name} from {source}")
                table[source, move.name] = move
        reached = {self.initial} | {move.target for move in self.moves}
        if unreachable := set(self.states) - reached:
            raise ValueError(f"{self.name}: nothing leads to {sorted(unreachable)}")
        return table
