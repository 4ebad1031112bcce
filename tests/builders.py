"""States of an installation for tests, each reached by the product's own actions.

For tests with the `db` fixture, whose database holds the official regions already.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

from sipol.config.demo.people import invent_members
from sipol.flow.intake.actions import judging
from sipol.flow.intake.actions.direct import take_in_whole_file
from sipol.flow.intake.queries import deliveries
from sipol.flow.intake.queries.deliveries import DeliveryFacts
from sipol.infra import keys
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.records.accounts.actions import grant_account
from sipol.records.dossiers.actions import open_dossier
from sipol.records.parties.actions import admit_party
from sipol.records.parties.queries import PartyFacts
from sipol.records.regions import queries as regions
from sipol.records.timetable.actions.cycles import open_cycle
from sipol.records.timetable.queries import CycleFacts, cycle_by_id

# Two neighbours of the real country in which the invented people of the tests live.
AMBON, MALUKU_TENGAH = "81.71", "81.01"

_numbers = count(1)


def vault_in(folder: Path) -> FileVault:
    """A vault of its own under the keys of the test run."""
    return FileVault(folder / "files", keys.current().files)


def running_cycle(severities: Mapping[str, str] | None = None) -> CycleFacts:
    """A cycle that is open now; `severities` are its own weights of findings."""
    now = clock.now()
    cycle = open_cycle(
        slug=f"uji-{next(_numbers)}",
        name="Siklus uji",
        opens_at=now - timedelta(days=20),
        closes_at=now + timedelta(days=10),
        age_reference_date=date(2027, 8, 1),
        legal_basis="Siklus uji",
        actor_name="uji",
        now=now,
    )
    if severities:
        # No action sets them yet: a cycle's own rules come from its decision, by hand.
        from sipol.records.timetable.models import Cycle

        Cycle.objects.filter(pk=cycle.id).update(finding_severities=dict(severities))
    return cycle_by_id(cycle.id)


def party_in(cycle: CycleFacts, short_name: str = "MELATI") -> PartyFacts:
    """A party to which the cycle is open, with its filing begun."""
    now = clock.now()
    facts = admit_party(
        name=f"Partai {short_name.title()}",
        short_name=short_name,
        cycle_id=cycle.id,
        group="new",
        actor_name="uji",
        now=now,
    )
    open_dossier(party_id=facts.id, cycle_id=cycle.id, actor_name="uji", now=now)
    return facts


def person_of(party: PartyFacts, region_code: str = "") -> Actor:
    """An account of the party: its centre's, or a region's operator."""
    number = next(_numbers)
    return grant_account(
        email=f"orang{number}@contoh.test",
        name=f"Orang {number}",
        password="tidak dipakai di uji ini",
        role=Role.PARTY_OPERATOR if region_code else Role.PARTY_ADMIN,
        party_id=party.id,
        region_code=region_code,
        granted_by="uji",
        now=clock.now(),
    )


def people_of(regency: str, number: int, *, seed: int = 1) -> list[dict[str, str]]:
    """Invented members without any fault, in districts and villages of that regency."""
    places = [
        (regency, district, village)
        for district, _ in regions.children(regency)[:3]
        for village, _ in regions.children(district)[:2]
    ]
    return invent_members(number, localities=places, seed=seed)


def take_in(
    actor: Actor, cycle: CycleFacts, file: Path, vault: FileVault, regency: str = ""
) -> UUID:
    """Send a whole file; it is received and its judging promised. Returns the delivery's id."""
    return take_in_whole_file(
        actor=actor,
        cycle_id=cycle.id,
        file_name=file.name,
        size=file.stat().st_size,
        chunks=[file.read_bytes()],
        regency_code=regency,
        vault=vault,
        now=clock.now(),
    )


def deliver(
    actor: Actor, cycle: CycleFacts, file: Path, vault: FileVault, regency: str = ""
) -> DeliveryFacts:
    """Send a whole file and judge it here, as a worker would."""
    delivery_id = take_in(actor, cycle, file, vault, regency)
    judging.judge_delivery(delivery_id=delivery_id, vault=vault, clock=clock.now)
    return deliveries.delivery(actor, delivery_id)
