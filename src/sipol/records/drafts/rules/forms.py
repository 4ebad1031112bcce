"""The forms that keep drafts, who writes them, and how much may be written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sipol.kernel.actors import PARTY_ROLES, Actor, Role
from sipol.kernel.refusals import Refusal

PROFILE = "profil-partai"
DECISION = "keputusan"
BOARD, OFFICE, BANK_ACCOUNT, OFFICER = "kepengurusan", "kantor", "rekening", "pengurus"
NATION = "pusat"

LONGEST_VALUE = 20_000
LONGEST_KEY = 200
MOST_FIELDS = 100
MOST_VALUES_OF_A_FIELD = 20

_NOTHING = re.compile("")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A region, and behind it whom of that region the form is about.
_PLACE = re.compile(r"(?:pusat|\d{2}(?:\.\d{2}){0,2})(?::[0-9a-f-]{36})?")
# A lone surrogate: JSON can say it, UTF-8 cannot.
_HALF_A_LETTER = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")


@dataclass(frozen=True, slots=True)
class FormKind:
    """Whose a draft of this form is, the whole party's or one person's, and which roles write.

    `about_many`: there is one for each of many things, and its subject is the id of one of them.
    `by_place`: its subject is a region, and only who covers the region writes it.
    """

    shared_by_party: bool
    about_many: bool
    roles: frozenset[Role]
    by_place: bool = False

    @property
    def subjects(self) -> re.Pattern[str]:
        """What a subject of this form looks like."""
        if self.by_place:
            return _PLACE
        return _ID if self.about_many else _NOTHING


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is typed: a form of a cycle, and what it is about where there are many."""

    cycle_id: int
    form: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Patch:
    """Texts of some fields, typed by somebody who had seen the draft at version `base`.

    `key` names the request: it has one effect. `resolved` names those fields by whose text a
    conflict is decided.
    """

    base: int
    fields: Mapping[str, str] = field(repr=False)
    key: str
    resolved: frozenset[str] = frozenset()


FORMS: Mapping[str, FormKind] = {
    PROFILE: FormKind(shared_by_party=True, about_many=False, roles=frozenset({Role.PARTY_ADMIN})),
    DECISION: FormKind(shared_by_party=False, about_many=True, roles=frozenset({Role.COMMISSION})),
    **dict.fromkeys(
        (BOARD, OFFICE, BANK_ACCOUNT),
        FormKind(shared_by_party=True, about_many=True, roles=PARTY_ROLES, by_place=True),
    ),
    # Each person's own: two who add officers to one board type of two people.
    OFFICER: FormKind(shared_by_party=False, about_many=True, roles=PARTY_ROLES, by_place=True),
}


def objection_to_place(actor: Actor, place: Place) -> Refusal | None:
    """Why this person has no draft there, or None."""
    kind = FORMS.get(place.form)
    if kind is None or not kind.subjects.fullmatch(place.subject):
        return Refusal("draft_form_unknown")
    if actor.role not in kind.roles or (kind.by_place and not _covers(actor, place.subject)):
        return Refusal("draft_not_yours")
    return None


def subject_of(region_code: str, thing: str = "") -> str:
    """The subject of a form about a region ("" is the nation), or about something in it."""
    place = region_code or NATION
    return f"{place}:{thing}" if thing else place


def _covers(actor: Actor, subject: str) -> bool:
    place = subject.partition(":")[0]
    return actor.covers("" if place == NATION else place)


def objection_to_patch(patch: Patch, version: int) -> Refusal | None:
    """Why this patch cannot be taken by a draft that stands at `version`, or None."""
    fields = patch.fields
    if not 1 <= len(patch.key) <= LONGEST_KEY or not patch.key.isprintable():
        return Refusal("idempotency_key_invalid")
    if not 0 <= patch.base <= version:
        return Refusal("draft_base_unknown")
    known = patch.resolved <= set(fields) and all(map(_NAME.match, fields))
    if not fields or not known or any(map(_HALF_A_LETTER.search, fields.values())):
        return Refusal("draft_field_invalid")
    if len(fields) > MOST_FIELDS or any(len(text) > LONGEST_VALUE for text in fields.values()):
        return Refusal("draft_too_large", {"limit": f"{LONGEST_VALUE:,}".replace(",", ".")})
    return None
