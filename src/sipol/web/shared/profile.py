"""A party's profile for those who read it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from sipol.kernel.actors import Actor, Role
from sipol.records.parties.messages import FIELD_TITLES, GROUP_TITLES
from sipol.records.parties.queries import profile
from sipol.records.parties.rules.profile import GROUPS
from sipol.records.regions import queries as regions

# An operator of a region needs the party's address, not its account at the bank.
NOT_FOR_OPERATORS = {"bank"}


def profile_page(actor: Actor, *, party_id: int, cycle_id: int) -> dict[str, Any]:
    """The newest saved profile as groups of titles and texts; `profile` is None before the first.

    Raises Refused for the profile of another party.
    """
    saved = profile(actor, party_id=party_id, cycle_id=cycle_id)
    if saved is None:
        return {"profile": None, "profile_groups": []}
    hidden = NOT_FOR_OPERATORS if actor.role == Role.PARTY_OPERATOR else set()
    texts = dict(saved.texts)
    texts["regency"] = dict(regions.regencies()).get(texts["regency"], texts["regency"])
    return {
        "profile": saved,
        "profile_groups": [
            {
                "title": _(GROUP_TITLES[code]),
                "rows": [(_(FIELD_TITLES[field.name]), texts[field.name]) for field in fields],
            }
            for code, fields in GROUPS.items()
            if code not in hidden
        ],
    }
