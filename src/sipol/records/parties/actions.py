"""Opening access for a party, and taking its profile down."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sipol.infra import keys
from sipol.infra.ledger.actions import append_entry
from sipol.kernel.actors import Actor, Role
from sipol.kernel.digests import canonical_json, sha256_hex
from sipol.kernel.findings import Finding
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.parties.models import Participation, Party, PartyProfile
from sipol.records.parties.queries import PartyFacts, place_of_profile, profile
from sipol.records.parties.rules.profile import check, clean
from sipol.records.regions import queries as regions
from sipol.records.timetable.queries import admit_writing
from sipol.records.timetable.rules.windows import PROFILE


@transaction.atomic
def register_party(
    *, name: str, short_name: str, kind: str, actor_name: str, now: datetime
) -> PartyFacts:
    """Make a party known to Sipol; no cycle is open to it yet.

    Raises Refused with party_name_taken where one of both names is another party's.
    """
    taken = Party.objects.filter(Q(name__iexact=name) | Q(short_name__iexact=short_name))
    if taken.exists():
        raise Refused(Refusal("party_name_taken", {"name": name, "short_name": short_name}))
    party = Party.objects.create(name=name, short_name=short_name, kind=kind)
    append_entry(
        kind="party.registered",
        actor=actor_name,
        subject=f"party:{party.pk}",
        payload={"name": name, "short_name": short_name, "kind": kind},
        now=now,
        party_id=party.pk,
    )
    return PartyFacts(party.pk, party.name, party.short_name, party.kind)


@transaction.atomic
def let_take_part(
    *, party_id: int, cycle_id: int, group: str, actor_name: str, now: datetime
) -> bool:
    """Open a cycle to a party that Sipol knows; False where it was open already."""
    party = Party.objects.select_for_update().get(pk=party_id)
    if Participation.objects.filter(party_id=party_id, cycle_id=cycle_id).exists():
        return False
    Participation.objects.create(party=party, cycle_id=cycle_id, group=group)
    append_entry(
        kind="party.admitted",
        actor=actor_name,
        subject=f"party:{party.pk}",
        payload={
            "name": party.name,
            "short_name": party.short_name,
            "cycle": cycle_id,
            "group": group,
        },
        now=now,
        party_id=party.pk,
    )
    return True


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


@transaction.atomic
def save_profile(
    *, actor: Actor, cycle_id: int, texts: Mapping[str, str], now: datetime
) -> list[Finding]:
    """Take the profile of the actor's party down as a new version, or say what is wrong with it.

    Returns no finding exactly when the texts are the profile now; texts that it holds already make
    no new version. Raises Refused with role_not_allowed for all but a party's leader, and with
    window_closed when profiles may not be written now.
    """
    if actor.role != Role.PARTY_ADMIN or actor.party_id is None:
        raise Refused(Refusal("role_not_allowed"))
    admit_writing(actor, cycle_id=cycle_id, kind=PROFILE, now=now)
    texts = clean(texts)
    known = dict(regions.regencies())
    findings = check(texts, knows_regency=known.__contains__)
    if findings:
        return findings
    Party.objects.select_for_update().get(pk=actor.party_id)
    last = profile(actor, party_id=actor.party_id, cycle_id=cycle_id)
    if last is None or last.texts != texts:
        _add_version(actor, cycle_id, texts, last.version + 1 if last else 1, now)
    return []


def _add_version(
    actor: Actor, cycle_id: int, texts: Mapping[str, str], version: int, now: datetime
) -> None:
    salt = secrets.token_hex(32)
    row = PartyProfile(
        party_id=actor.party_id,
        cycle_id=cycle_id,
        version=version,
        salt=salt,
        digest=sha256_hex(canonical_json({"salt": salt, "texts": dict(texts)})),
        user_id=actor.user_id,
        user_name=actor.name,
        at=now,
    )
    row.sealed = keys.current().forms.seal(canonical_json(dict(texts)), place_of_profile(row))
    row.save(force_insert=True)
    append_entry(
        kind="party.profile_saved",
        actor=actor.name,
        subject=f"party:{actor.party_id}",
        payload={"cycle": cycle_id, "version": version, "digest": row.digest},
        now=now,
        party_id=actor.party_id,
    )
