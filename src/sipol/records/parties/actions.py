"""Opening access for a party."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sipol.infra.ledger.actions import append_entry
from sipol.records.parties.models import Participation, Party
from sipol.records.parties.queries import PartyFacts


@transaction.atomic
def admit_party(
    *, name: str, short_name: str, cycle_id: int, group: str, actor_name: str, now: datetime
) -> PartyFacts:
    """Open a cycle to a party, registering the party if it is new to Sipol."""
    party, _ = Party.objects.get_or_create(short_name=short_name, defaults={"name": name})
    Participation.objects.create(party=party, cycle_id=cycle_id, group=group)
    append_entry(
        kind="party.admitted",
        actor=actor_name,
        subject=f"party:{party.pk}",
        payload={"name": name, "short_name": short_name, "cycle": cycle_id, "group": group},
        now=now,
        party_id=party.pk,
    )
    return PartyFacts(party.pk, party.name, party.short_name, party.kind, group)
