"""One party whose filing is whole at full size, written straight into the tables.

Boards in all provinces, in 75 % of the regencies of each and in 50 % of their districts, offices,
bank accounts and papers beside them, and 300,000 members. Nothing in it is a real person.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

OFFICERS = ("chair", "secretary", "treasurer", "other", "other")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FullParty:
    """The party's admin, and what was written."""

    actor: Any
    cycle: Any
    provinces: int
    regencies: int
    district_boards: int
    members: int


def make(members: int) -> FullParty:
    """Regions, a cycle with minima, the party, and everything that it has filed."""
    from sipol.config.commands.regions import load_shipped
    from sipol.config.commands.thresholds import load_demo
    from sipol.records.dossiers.queries import counted_regions

    load_shipped()
    cycle = _cycle()
    load_demo(cycle.id)
    actor = _party(cycle.id)
    regions = counted_regions(cycle.id)
    provinces = sorted(regions.regencies)
    regencies = [
        code for each in provinces for code in regions.regencies[each][: _of(each, regions)]
    ]
    # Half of the districts of every regency, 3,766 boards: also where none is required.
    districts = [
        code
        for regency in regions.districts
        for code in regions.districts[regency][: (len(regions.districts[regency]) + 1) // 2]
    ]
    _file(actor.party_id, cycle.id, ["", *provinces, *regencies], districts)
    _profile(actor, cycle.id)
    _members(actor.party_id, cycle.id, _shares(regencies, regions.minima, members))
    return FullParty(actor, cycle, len(provinces), len(regencies), len(districts), members)


def _of(province: str, regions: Any) -> int:
    return (3 * len(regions.regencies[province]) + 2) // 4


def _shares(regencies: list[str], minima: Any, members: int) -> list[tuple[str, int]]:
    """The minimum everywhere, and what is left in equal parts."""
    rest = max(0, members - sum(minima[code] for code in regencies))
    each, over = divmod(rest, len(regencies))
    return [(code, minima[code] + each + (i < over)) for i, code in enumerate(regencies)]


def _cycle() -> Any:
    from sipol.records.timetable.actions.cycles import open_cycle

    now = datetime.now(UTC)
    return open_cycle(
        slug="bench",
        name="Siklus percobaan",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
        age_reference_date=date(2029, 2, 14),
        legal_basis="percobaan",
        actor_name="bench",
        now=now,
    )


def _party(cycle_id: int) -> Any:
    from sipol.kernel.actors import Role
    from sipol.records.accounts.actions import grant_account
    from sipol.records.dossiers.actions import open_dossier
    from sipol.records.parties.actions import admit_party

    now = datetime.now(UTC)
    party = admit_party(
        name="Partai Percobaan",
        short_name="COBA",
        cycle_id=cycle_id,
        group="new",
        actor_name="bench",
        now=now,
    )
    open_dossier(party_id=party.id, cycle_id=cycle_id, actor_name="bench", now=now)
    return grant_account(
        email="pusat.coba@contoh.sipol.test",
        name="Admin Coba",
        password=f"sipol-{os.urandom(8).hex()}",
        role=Role.PARTY_ADMIN,
        party_id=party.id,
        region_code="",
        granted_by="bench",
        now=now,
    )


def _file(party_id: int, cycle_id: int, seats: list[str], districts: list[str]) -> None:
    from sipol.records.bank_accounts.models import BankAccount
    from sipol.records.boards.models import Board, Officer
    from sipol.records.offices.models import PermanentOffice
    from sipol.records.papers.models import Paper
    from sipol.records.places.rules.levels import level_of

    def fact(code: str) -> dict[str, Any]:
        return {
            "id": uuid4(),
            "party_id": party_id,
            "cycle_id": cycle_id,
            "region_code": code,
            "level": level_of(code).value,
            "version": 1,
            "changed_by": "bench",
            "changed_at": NOW,
        }

    places = [*seats, *districts]
    Board.objects.bulk_create(
        (
            Board(
                **fact(code),
                decree_number=f"{number}/SK/2026",
                decree_key=f"{number}SK2026",
                decree_date=date(2026, 1, 5),
                period_from=date(2026, 1, 5),
                period_to=date(2031, 1, 5),
            )
            for number, code in enumerate(places)
        ),
        batch_size=2000,
    )
    Officer.objects.bulk_create(
        (
            Officer(
                **fact(code),
                post=post,
                title=post,
                name=f"Pengurus {place}",
                sex="P" if place < 2 else "L",
                position=place,
            )
            for code in places
            for place, post in enumerate(OFFICERS)
        ),
        batch_size=2000,
    )
    PermanentOffice.objects.bulk_create(
        PermanentOffice(**fact(code), address="Jl. Percobaan 1", tenure="own") for code in seats
    )
    BankAccount.objects.bulk_create(
        BankAccount(
            **fact(code), bank="Bank Coba", number=b"x", last_digits="1234", holder="Partai Coba"
        )
        for code in seats
    )
    Paper.objects.bulk_create(
        (
            Paper(
                id=uuid4(),
                party_id=party_id,
                cycle_id=cycle_id,
                kind=kind,
                region_code=code,
                version=1,
                sha256="ab" * 32,
                size=1000,
                media_type="application/pdf",
                pages=1,
                user_id=1,
                user_name="bench",
                at=NOW,
            )
            for kind, code in _papers(seats, places)
        ),
        batch_size=2000,
    )


def _papers(seats: list[str], places: list[str]) -> list[tuple[str, str]]:
    from sipol.records.dossiers.rules.requirements import NATIONAL_2022

    return [
        *((kind, "") for kinds in NATIONAL_2022.papers.values() for kind in kinds),
        *(("board_decree", code) for code in places),
        *(("office_proof", code) for code in seats),
        *(("bank_account_proof", code) for code in seats),
    ]


def _profile(actor: Any, cycle_id: int) -> None:
    from sipol.records.parties.actions import save_profile
    from sipol.records.parties.rules.profile import FIELDS

    samples = {
        "date": "27-03-2025",
        "regency": "31.71",
        "postcode": "10350",
        "phone": "021-3193 7223",
        "email": "sekretariat@coba.test",
        "website": "",
        "account": "0011 2233 4455",
    }
    texts = {each.name: samples.get(each.kind, "Percobaan") for each in FIELDS}
    if save_profile(actor=actor, cycle_id=cycle_id, texts=texts, now=datetime.now(UTC)):
        raise RuntimeError("the profile of the bench is not taken")


def _members(party_id: int, cycle_id: int, shares: list[tuple[str, int]]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for code, count in shares:
            cursor.execute(
                "INSERT INTO members_member (id, party_id, cycle_id, national_id,"
                " national_id_index, name, sex, birth_place, birth_date, marital_status,"
                " occupation, address, rt, rw, village_code, district_code, regency_code,"
                ' card_number, flags, name_key, delivery_id, "row")'
                " SELECT gen_random_uuid(), %s, %s, repeat('x', 60)::bytea,"
                " sha256((%s || n)::bytea), 'Warga ' || n, 'L', 'Contoh', '1990-01-01', 'S',"
                " 'Tani', 'Jalan Contoh ' || n, '1', '2', '', %s || '.01', %s, 'K' || n, '',"
                " 'warga',"
                " gen_random_uuid(), n FROM generate_series(1, %s) n",
                [party_id, cycle_id, code, code, code, count],
            )
        cursor.execute("ANALYZE")
