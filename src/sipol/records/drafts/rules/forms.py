"""The forms that keep drafts, who writes them, and how much may be written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refusal

PROFILE = "profil-partai"
DECISION = "keputusan"

LONGEST_VALUE = 20_000
LONGEST_KEY = 200
MOST_FIELDS = 100
MOST_VALUES_OF_A_FIELD = 20

_NOTHING = re.compile("")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A lone surrogate: JSON can say it, UTF-8 cannot.
_HALF_A_LETTER = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")


@dataclass(frozen=True, slots=True)
class FormKind:
    """Whose a draft of this form is, the whole party's or one person's, and which roles write.

    `about_many`: there is one for each of many things, and its subject is the id of one of them.
    """

    shared_by_party: bool
    about_many: bool
    roles: frozenset[Role]


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
}


def objection_to_place(actor: Actor, place: Place) -> Refusal | None:
    """Why this person has no draft there, or None."""
    kind = FORMS.get(place.form)
    if kind is None or not (_ID if kind.about_many else _NOTHING).fullmatch(place.subject):
        return Refusal("draft_form_unknown")
    if actor.role not in kind.roles:
        return Refusal("draft_not_yours")
    return None


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
