"""Boards, officers, offices and accounts of the demonstration, in mid-flight. All invented."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime

from sipol.config.demo.people import invent_members
from sipol.kernel.actors import Actor
from sipol.records.bank_accounts.actions import save_accounts
from sipol.records.boards.actions.boards import save_boards
from sipol.records.boards.actions.officers import OfficerEntry, save_officers
from sipol.records.boards.queries import boards_by_region
from sipol.records.offices.actions import save_offices, set_office_term
from sipol.records.offices.queries import office_term
from sipol.records.places.actions.batches import PlaceEntry
from sipol.records.places.rules.levels import NATION, WITH_OFFICE, Level, level_of
from sipol.records.regions import queries as regions
from sipol.records.regions.rules.codes import Level as RegionLevel
from sipol.records.timetable.queries import CycleFacts

LAST_STAGE = date(2029, 10, 20)
TITLES = {
    Level.NATIONAL: ("Ketua Umum", "Sekretaris Jenderal", "Bendahara Umum"),
    Level.PROVINCE: ("Ketua DPW", "Sekretaris DPW", "Bendahara DPW"),
    Level.REGENCY: ("Ketua DPC", "Sekretaris DPC", "Bendahara DPC"),
    Level.DISTRICT: ("Ketua PAC",),
}
DEPUTIES = {Level.NATIONAL: 6, Level.PROVINCE: 2, Level.REGENCY: 1, Level.DISTRICT: 0}
STREETS = ("Jl. Kenanga", "Jl. Pattimura", "Jl. Merdeka", "Jl. Diponegoro", "Jl. Melati")
BANKS = ("Bank Contoh Nusantara", "Bank Peraga", "Bank Misal")


def open_offices(cycle: CycleFacts, *, actor_name: str, now: datetime) -> None:
    """Say once until when offices must be usable."""
    if office_term(cycle.id) is None:
        set_office_term(
            cycle_id=cycle.id,
            last_stage_on=LAST_STAGE,
            legal_basis="Siklus contoh: sumpah presiden dan wakil presiden",
            actor_name=actor_name,
            now=now,
        )


def fill_boards(
    actor: Actor,
    cycle: CycleFacts,
    *,
    party_name: str,
    short_name: str,
    regencies: tuple[str, ...],
    seed: int,
    now: datetime,
) -> None:
    """Fill the centre, most provinces, these regencies and their neighbours. Safe to repeat."""
    party_id = actor.party_id or 0
    if boards_by_region(party_id, cycle.id, today=now.date()):
        return
    chance = random.Random(seed)  # noqa: S311 - the same demonstration every time
    places = list(_places(regencies, chance))
    common = {"actor": actor, "cycle": cycle, "now": now}
    boards = [PlaceEntry(code, 0, _decree(code, short_name, chance)) for code in places]
    save_boards(entries=boards, **common)  # type: ignore[arg-type]
    save_officers(entries=list(_officers(places, seed, chance)), **common)  # type: ignore[arg-type]
    housed = [code for code in places if level_of(code) in WITH_OFFICE and chance.random() < 0.85]
    offices = [PlaceEntry(code, 0, _office(chance)) for code in housed]
    save_offices(entries=offices, **common)  # type: ignore[arg-type]
    accounts = [PlaceEntry(code, 0, _account(code, party_name, chance)) for code in housed]
    save_accounts(entries=accounts, **common)  # type: ignore[arg-type]


def _places(regencies: tuple[str, ...], chance: random.Random) -> Iterator[str]:
    """The nation, most provinces; of the provinces begun most regencies and half the districts."""
    yield NATION
    begun = {code[:2] for code in regencies}
    for code, _ in regions.provinces():
        if code in begun or chance.random() < 0.6:
            yield code
    for province in sorted(begun):
        there = [
            code
            for code, _ in regions.within(RegionLevel.REGENCY, province)
            if code in regencies or chance.random() < 0.8
        ]
        yield from there
        for code, _ in regions.within(RegionLevel.DISTRICT, province):
            if code[:5] in there and chance.random() < 0.5:
                yield code


def _decree(code: str, short_name: str, chance: random.Random) -> dict[str, str]:
    """Most decrees are in order; a few have run out, and one number stands at several places."""
    number = "01" if chance.random() < 0.02 else code or "00"
    begins = 2021 if chance.random() < 0.06 else 2025
    if chance.random() < 0.05:
        return {}
    return {
        "decree_number": f"SK-{number}/{short_name}/{begins}",
        "decree_date": f"{chance.randint(1, 28):02d}-03-{begins}",
        "period_from": f"01-04-{begins}",
        "period_to": f"31-03-{begins + 5}",
    }


def _officers(places: list[str], seed: int, chance: random.Random) -> Iterator[OfficerEntry]:
    """The posts of the law, now and then one short, and some deputies."""
    sizes = [len(TITLES[level_of(code)]) + DEPUTIES[level_of(code)] for code in places]
    people = iter(invent_members(sum(sizes), localities=[("31.71", "31.71.06")], seed=seed))
    for code, size in zip(places, sizes, strict=True):
        titles = (*TITLES[level_of(code)], *["Wakil Ketua"] * size)[:size]
        for position, title in enumerate(titles, start=1):
            person = next(people)
            if title.startswith("Bendahara") and chance.random() < 0.1:
                continue
            texts = {name: str(person[name]) for name in ("name", "sex", "national_id")}
            texts |= {"title": title, "position": str(position)}
            texts["card_number"] = str(person.get("card_number", ""))
            yield OfficerEntry(code, texts)


def _office(chance: random.Random) -> dict[str, str]:
    tenure = chance.choice(("own", "lease", "lease", "loan"))
    ends = chance.choice((2027, 2029, 2030, 2031))
    return {
        "address": f"{chance.choice(STREETS)} No. {chance.randint(1, 140)}",
        "tenure": tenure,
        "valid_until": "" if tenure == "own" else f"31-12-{ends}",
        "phone": f"021-5550 {chance.randint(1000, 9999)}",
    }


def _account(code: str, party_name: str, chance: random.Random) -> dict[str, str]:
    return {
        "bank": chance.choice(BANKS),
        "branch": "",
        "number": f"{chance.randint(10**11, 10**12 - 1)}",
        "holder": f"{party_name} {code}".strip() if chance.random() < 0.95 else "Asep Gunawan",
    }
