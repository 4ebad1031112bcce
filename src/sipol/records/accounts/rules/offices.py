"""Organisations and their offices: to which one somebody belongs, and who runs it.

Names of offices come from the region: in Aceh the commission is the KIP and the supervisor the
Panwaslih (Act 11/2006, arts 56 and 60).
"""

from __future__ import annotations

from dataclasses import dataclass

from sipol.kernel.actors import PARTY_ROLES, Actor, Role

ACEH = "11"
PARTY, COMMISSION, SUPERVISOR = "party", "commission", "supervisor"
NATION, PROVINCE, REGENCY = "nation", "province", "regency"
LEVELS = (NATION, PROVINCE, REGENCY)
# Who runs an organisation: grants and takes back inside it.
RUNNING_ROLES = frozenset({Role.PARTY_ADMIN, Role.COMMISSION, Role.SUPERVISOR})
# Whose accounts may end by themselves: an organisation must not lose those who run it by the clock.
EXPIRING_ROLES = frozenset({Role.PARTY_OPERATOR, Role.VERIFIER})
FEWEST_RUNNING = 2

_KIND_OF: dict[Role, str] = {
    **dict.fromkeys(PARTY_ROLES, PARTY),
    Role.COMMISSION: COMMISSION,
    Role.VERIFIER: COMMISSION,
    Role.SUPERVISOR: SUPERVISOR,
}
_NAMES = {
    (COMMISSION, False): ("KPU RI", "KPU Provinsi", "KPU"),
    (COMMISSION, True): ("KPU RI", "KIP", "KIP"),
    (SUPERVISOR, False): ("Bawaslu RI", "Bawaslu Provinsi", "Bawaslu"),
    (SUPERVISOR, True): ("Bawaslu RI", "Panwaslih", "Panwaslih"),
}


@dataclass(frozen=True, slots=True)
class Office:
    """A party as a whole, or one office of the commission or of the supervisor."""

    kind: str
    party_id: int | None
    region_code: str


def office_of(actor: Actor) -> Office:
    """Where somebody belongs; all people of a party are of one, whatever their region."""
    return office_for(actor.role, actor.party_id, actor.region_code)


def office_for(role: Role, party_id: int | None, region_code: str) -> Office:
    kind = _KIND_OF[role]
    return Office(kind, party_id, "" if kind == PARTY else region_code)


def level_of(region_code: str) -> str:
    """The level at which somebody with this region works; ValueError below a regency."""
    depth = region_code.count(".") + 1 if region_code else 0
    if depth >= len(LEVELS):
        raise ValueError(f"no office for {region_code!r}")
    return LEVELS[depth]


def office_name(kind: str, region_code: str, region_name: str) -> str:
    """What an office of the commission or the supervisor is called; empty for a party's people."""
    names = _NAMES.get((kind, region_code.partition(".")[0] == ACEH))
    if names is None:
        return ""
    level = LEVELS.index(level_of(region_code))
    return f"{names[level]} {region_name}".strip() if level else names[level]


def keeps_enough(before: int, after: int) -> bool:
    """Whether an organisation may go from `before` to `after` people who run it.

    It keeps two, so that one lost account is mended by the other; who has only one yet may not
    lose that one either.
    """
    return after >= before or after >= FEWEST_RUNNING
