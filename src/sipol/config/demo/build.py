"""Building the demonstration: a cycle in mid-flight, made by the product's own actions."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sipol.config.demo.access import open_access
from sipol.config.demo.boards import fill_boards, open_offices
from sipol.config.demo.calendar import calendar_around
from sipol.config.demo.cast import PARTIES, PEOPLE, DemoParty
from sipol.config.demo.lists import clean_list, messy_list
from sipol.config.demo.papers import file_papers
from sipol.config.demo.profiles import fill_profiles
from sipol.flow.intake.actions import judging
from sipol.flow.intake.actions.direct import take_in_whole_file
from sipol.flow.intake.actions.hand_in import hand_in, ready
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.records.accounts.actions import grant_account, issue_api_token
from sipol.records.dossiers.actions import open_dossier, set_requirements
from sipol.records.dossiers.rules.requirements import NATIONAL_2022
from sipol.records.parties.actions import admit_party
from sipol.records.regions import queries as regions
from sipol.records.timetable.actions.cycles import apply_calendar
from sipol.records.timetable.queries import CycleFacts, current_cycle

BUILDER = "demo"
MESSY_REGENCY = "81.71"


def build_demo(home: Path) -> list[dict[str, str]]:
    """Build the cycle unless it is there; returns the sign-ins, also written to `demo.json`.

    Safe to repeat: what an interrupted build left is completed.
    """
    from sipol.config.commands import regions as region_command
    from sipol.config.commands import thresholds as threshold_command

    region_command.load_shipped()
    cycle = current_cycle() or _open_cycle()
    threshold_command.load_demo(cycle.id)
    people = _read_people(home / "demo.json") or _grant_people(cycle)
    # Kept before the lists are sent: an interrupted build must not lose the passwords.
    _write_people(home / "demo.json", people)
    open_access(cycle)
    _send_lists(cycle)
    return people


def print_sign_ins(people: list[dict[str, str]]) -> None:
    """What the person at the terminal needs."""
    url = os.environ.get("SIPOL_URL", "")
    print(f"\nSipol (demo): {url}\n")
    print(f"  {'peran':<16} {'surel':<36} kata sandi")
    for person in people:
        print(f"  {person['role']:<16} {person['email']:<36} {person['password']}")
    print("\nHentikan dengan Ctrl-C.\n", flush=True)


def _open_cycle() -> CycleFacts:
    now = clock.now()
    day = now.astimezone(clock.WIB).date()
    closes = datetime.combine(
        day + timedelta(days=12), datetime.max.time().replace(microsecond=0), clock.WIB
    )
    calendar = calendar_around(
        day, opens_at=now - timedelta(days=9), closes_at=closes.astimezone(UTC)
    )
    cycle, _ = apply_calendar(calendar, actor_name=BUILDER, make_current=True, now=now)
    # The demonstration's parties have one admin each, who hands in alone.
    set_requirements(
        cycle_id=cycle.id,
        party_kind="national",
        asked=replace(NATIONAL_2022, two_people=False),
        actor_name=BUILDER,
        now=now,
    )
    return cycle


def _grant_people(cycle: CycleFacts) -> list[dict[str, str]]:
    party_ids = {party.short_name: _admit(party, cycle) for party in PARTIES}
    signed_in = []
    for person in PEOPLE:
        password = f"sipol-{secrets.token_hex(5)}"
        actor = grant_account(
            email=person.email,
            name=person.name,
            password=password,
            role=person.role,
            party_id=party_ids.get(person.party),
            region_code=person.region,
            granted_by=BUILDER,
            now=clock.now(),
        )
        token = issue_api_token(
            user_id=actor.user_id, label="demo", issued_by=BUILDER, now=clock.now()
        )
        signed_in.append(
            {
                "role": person.role.value,
                "email": person.email,
                "password": password,
                "api_token": token,
                "name": person.name,
                "party": person.party,
                "region": person.region,
            }
        )
    return signed_in


def _admit(party: DemoParty, cycle: CycleFacts) -> int:
    facts = admit_party(
        name=party.name,
        short_name=party.short_name,
        cycle_id=cycle.id,
        group=party.group,
        actor_name=BUILDER,
        now=clock.now(),
    )
    open_dossier(party_id=facts.id, cycle_id=cycle.id, actor_name=BUILDER, now=clock.now())
    return facts.id


def _send_lists(cycle: CycleFacts) -> None:
    open_offices(cycle, actor_name=BUILDER, now=clock.now())
    for seed, party in enumerate(PARTIES, start=1):
        actor = _admin_of(party)
        fill_profiles(actor, party.short_name, cycle_id=cycle.id, now=clock.now())
        fill_boards(
            actor,
            cycle,
            party_name=party.name,
            short_name=party.short_name,
            regencies=tuple(regency for regency, _ in party.lists),
            seed=seed,
            now=clock.now(),
        )
        for number, (regency, count) in enumerate(party.lists):
            make = messy_list if regency == MESSY_REGENCY else clean_list
            content = make(_localities(regency), count, seed=seed * 100 + number)
            _send(actor, cycle, f"anggota-{regency}.xlsx", content, regency)
        file_papers(actor, party.short_name, cycle_id=cycle.id)
        if party.handed_in:
            _hand_in_once(actor, cycle)


def _admin_of(party: DemoParty) -> Actor:
    from sipol.records.accounts.queries import actor_by_email

    login = next(p for p in PEOPLE if p.party == party.short_name and p.role == Role.PARTY_ADMIN)
    actor = actor_by_email(login.email)
    if actor is None:
        raise LookupError(f"{login.email} is gone: delete the demo's folder and begin anew")
    return actor


def _localities(regency: str) -> list[tuple[str, str, str]]:
    return [
        (regency, district, village)
        for district, _ in regions.children(regency)
        for village, _ in regions.children(district)[:3]
    ]


def _send(actor: Actor, cycle: CycleFacts, file_name: str, content: bytes, regency: str) -> None:
    delivery_id = take_in_whole_file(
        actor=actor,
        cycle_id=cycle.id,
        file_name=file_name,
        size=len(content),
        chunks=[content],
        regency_code=regency,
        vault=installed_vault(),
        now=clock.now(),
    )
    judging.judge_delivery(delivery_id=delivery_id, vault=installed_vault(), clock=clock.now)


def _hand_in_once(actor: Actor, cycle: CycleFacts) -> None:
    from sipol.records.dossiers.queries import dossier_of_party

    if dossier_of_party(actor, cycle.id).state != "draft":
        return
    hand_in(
        actor=actor,
        cycle=cycle,
        request_id=uuid4(),
        seen_sha256=ready(actor, cycle, now=clock.now()).sha256,
        now=clock.now(),
    )


def _read_people(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    found: list[dict[str, str]] = json.loads(file.read_text())["users"]
    return found


def _write_people(file: Path, people: list[dict[str, str]]) -> None:
    answer: dict[str, Any] = {"url": os.environ.get("SIPOL_URL", ""), "users": people}
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False) as draft:
        json.dump(answer, draft, indent=2, ensure_ascii=False)
    Path(draft.name).replace(file)
