"""What roles, levels and offices are called on screen, and which roles somebody may offer."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sipol.kernel.actors import Actor, Role
from sipol.records.accounts.rules.offices import (
    NATION,
    PROVINCE,
    REGENCY,
    level_of,
    office_name,
    office_of,
)
from sipol.records.regions import queries as regions

ROLE_WORDS = {
    Role.PARTY_ADMIN: gettext_noop("Admin partai"),
    Role.PARTY_OPERATOR: gettext_noop("Operator partai"),
    Role.COMMISSION: gettext_noop("Admin kantor penyelenggara"),
    Role.VERIFIER: gettext_noop("Verifikator"),
    Role.SUPERVISOR: gettext_noop("Pengawas"),
}
LEVEL_WORDS = {
    NATION: gettext_noop("Pusat"),
    PROVINCE: gettext_noop("Provinsi"),
    REGENCY: gettext_noop("Kabupaten/kota"),
}
_OFFERED = {
    Role.PARTY_ADMIN: (Role.PARTY_OPERATOR, Role.PARTY_ADMIN),
    Role.COMMISSION: (Role.VERIFIER, Role.COMMISSION, Role.SUPERVISOR),
    Role.SUPERVISOR: (Role.SUPERVISOR,),
}


def role_word(role: Role) -> str:
    return _(ROLE_WORDS[role])


def level_word(region_code: str) -> str:
    return _(LEVEL_WORDS[level_of(region_code)])


def offered_roles(actor: Actor) -> list[tuple[str, str]]:
    """The roles that the actor may give, with their words; only the nation's office gives the
    supervisor's."""
    roles: Iterable[Role] = _OFFERED.get(actor.role, ())
    if actor.role is Role.COMMISSION and actor.region_code:
        roles = (Role.VERIFIER, Role.COMMISSION)
    return [(role.value, role_word(role)) for role in roles]


def office_word(actor: Actor, names: dict[str, str] | None = None) -> str:
    """The office of somebody of the commission or the supervisor; empty for a party's people."""
    code = actor.region_code
    known = regions.names([code]) if names is None and code else names or {}
    return office_word_for(actor.role, code, known)


def office_word_for(role: Role, region_code: str, names: dict[str, str]) -> str:
    """The same for a role that nobody holds yet."""
    kind = office_of(Actor(0, "", role, region_code=region_code)).kind
    return office_name(kind, region_code, names.get(region_code, region_code))


def region_choices(actor: Actor) -> list[tuple[str, str]]:
    """The regions at which the actor may place somebody, provinces and regencies by code."""
    every = sorted([*regions.provinces(), *regions.regencies()])
    return [(code, name) for code, name in every if actor.covers(code)]
