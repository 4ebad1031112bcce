"""Reading drafts, by who may write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from sipol.infra import keys
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.drafts.models import Draft, DraftValue
from sipol.records.drafts.rules.forms import FORMS, Place, objection_to_place


@dataclass(frozen=True, slots=True)
class Typed:
    """One text that somebody typed into a field."""

    field: str
    text: str
    version: int
    user_id: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft as forms show it. `rivals` are texts that wait for a choice, by field."""

    version: int = 0
    saved_at: datetime | None = None
    fields: dict[str, Typed] = field(default_factory=dict)
    rivals: dict[str, list[Typed]] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        return {name: typed.text for name, typed in self.fields.items()}


def draft(actor: Actor, place: Place) -> DraftFacts:
    """The draft that the actor writes there; an empty one where nothing was typed.

    Raises Refused with draft_form_unknown or draft_not_yours.
    """
    row = drafts_of(actor, place).first()
    if row is None:
        return DraftFacts()
    facts = DraftFacts(row.version, row.saved_at)
    for value in row.values.order_by("version"):
        typed = opened(value)
        if value.standing:
            facts.fields[value.field] = typed
        else:
            facts.rivals.setdefault(value.field, []).append(typed)
    return facts


def differs(actor: Actor, place: Place, stored: Mapping[str, str]) -> bool:
    """Whether the draft says something else than the `stored` texts; raises Refused as `draft`."""
    values = DraftValue.objects.filter(draft__in=drafts_of(actor, place))
    return any(opened(value).text != stored.get(value.field, "") for value in values)


def drafts_of(actor: Actor, place: Place) -> QuerySet[Draft]:
    """The row of the actor's own draft, if there is one; raises Refused as `draft` does."""
    objection = objection_to_place(actor, place)
    if objection is not None:
        raise Refused(objection)
    return Draft.objects.filter(
        cycle_id=place.cycle_id,
        form=place.form,
        subject=place.subject,
        **owner_of(actor, place.form),
    )


def owner_of(actor: Actor, form: str) -> dict[str, int | None]:
    """Whose the draft is: the party's for a shared form, else the person's."""
    if FORMS[form].shared_by_party:
        return {"party_id": actor.party_id, "user_id": None}
    return {"party_id": None, "user_id": actor.user_id}


def opened(value: DraftValue) -> Typed:
    """The value with its seal opened."""
    text = keys.current().forms.open(value.sealed, place_of(value.draft_id, value.field))
    return Typed(
        field=value.field,
        text=text.decode(),
        version=value.version,
        user_id=value.user_id,
        by=value.user_name,
        at=value.at,
    )


def place_of(draft_id: int, field_name: str) -> bytes:
    """Where a value is sealed to: copied to another field or draft it does not open."""
    return f"drafts:{draft_id}:{field_name}".encode()
