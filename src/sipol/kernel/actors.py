"""Who acts: the person, the role and the part of the country and the party that it covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a signed-in person is in Sipol. One account has one role."""

    PARTY_ADMIN = "party_admin"
    PARTY_OPERATOR = "party_operator"
    COMMISSION = "commission"
    VERIFIER = "verifier"
    SUPERVISOR = "supervisor"


PARTY_ROLES = frozenset({Role.PARTY_ADMIN, Role.PARTY_OPERATOR})
COMMISSION_ROLES = frozenset({Role.COMMISSION, Role.VERIFIER})


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts, as every query and action sees them.

    `party_id` is set exactly for the roles of a party. `region_code` limits the actor to that
    region and all below it (`81` a province, `81.71` a regency); an empty string is the nation.
    `asked_at` is when their request came to the door, where it may have waited for its turn.
    `second_factor` is whether their session was opened with one.
    """

    user_id: int
    name: str
    role: Role
    party_id: int | None = None
    region_code: str = ""
    asked_at: datetime | None = field(default=None, compare=False)
    second_factor: bool = field(default=False, compare=False)

    def came_at(self, now: datetime) -> datetime:
        """The instant that counts for a deadline: before the queue, never after `now`."""
        return min(now, self.asked_at) if self.asked_at else now

    def covers(self, region_code: str) -> bool:
        """Whether the region lies inside this actor's part of the country."""
        scope = self.region_code
        return not scope or region_code == scope or region_code.startswith(scope + ".")

    @property
    def is_party(self) -> bool:
        return self.role in PARTY_ROLES

    @property
    def is_commission(self) -> bool:
        return self.role in COMMISSION_ROLES
