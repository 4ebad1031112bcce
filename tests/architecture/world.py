"""A small world with one of everything that a door leads to: two parties, all roles, a filing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import xlsxwriter
from django.test import Client

from sipol.config.demo.people import invent_members
from sipol.flow.intake.rules.fields import FIELDS
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role

PASSWORD = "katak-hijau-di-atas-batu"
AMBON, KUPANG, BANDUNG = "81.71", "53.71", "32.04"


@dataclass
class World:
    """Objects by name: `ours` hands in, `theirs` is the rival. People by login name."""

    cycle_id: int
    ours: int
    theirs: int
    people: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    token_ids: dict[str, int] = field(default_factory=dict)
    deliveries: dict[str, UUID] = field(default_factory=dict)
    dossiers: dict[int, UUID] = field(default_factory=dict)
    upload: UUID | None = None
    notice: UUID | None = None
    deadline: UUID | None = None
    proposal: UUID | None = None
    filing_on_paper: UUID | None = None
    officer: UUID | None = None
    papers: dict[str, UUID] = field(default_factory=dict)
    sending: UUID | None = None
    place_list: UUID | None = None
    receipt: str = ""
    receipts: dict[int, str] = field(default_factory=dict)
    invitations: dict[str, UUID] = field(default_factory=dict)
    invitation_token: str = ""
    letter: UUID | None = None
    decision: int = 0
    narrowing: UUID | None = None

    def client(self, login: str = "", *, csrf: bool = False) -> Client:
        """A browser in which this person is signed in, or nobody."""
        from sipol.records.accounts.models import User

        client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        if login:
            client.force_login(User.objects.get(email=f"{login}@example.org"))
        return client

    def bearer(self, login: str) -> dict[str, str]:
        return {"HTTP_AUTHORIZATION": f"Bearer {self.tokens[login]}"}


ROLE_LOGINS = {
    Role.PARTY_ADMIN: "pusat",
    Role.PARTY_OPERATOR: "ambon",
    Role.COMMISSION: "kpu",
    Role.VERIFIER: "verifikator",
    Role.SUPERVISOR: "bawaslu",
}


@contextmanager
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed a thousand times an hour in tests; slowness is not what they test."""
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


def build() -> World:
    """The whole world, through the product's own actions, in the caller's transaction."""
    world = _cycle_and_parties()
    for login, role, party_id, region in (
        ("pusat", Role.PARTY_ADMIN, world.ours, ""),
        ("ambon", Role.PARTY_OPERATOR, world.ours, AMBON),
        ("bandung", Role.PARTY_OPERATOR, world.ours, BANDUNG),
        ("lawan", Role.PARTY_ADMIN, world.theirs, ""),
        ("kpu", Role.COMMISSION, None, ""),
        ("verifikator", Role.VERIFIER, None, AMBON),
        ("bawaslu", Role.SUPERVISOR, None, ""),
    ):
        _grant(world, login, role, party_id, region)
    _deliver(world, "ambon", "pusat", AMBON, spoilt=2)
    _deliver(world, "bandung", "bandung", BANDUNG)
    _deliver(world, "lawan", "lawan", KUPANG, spoilt=1)
    world.receipts = {
        world.ours: _receipt_number(f"delivery:{world.deliveries['ambon']}"),
        world.theirs: _receipt_number(f"delivery:{world.deliveries['lawan']}"),
    }
    world.receipt = world.receipts[world.ours]
    _file_papers(world)
    _hand_in(world)
    _find_incomplete(world)
    _hand_in(world)
    world.upload = begin(world, "ambon", AMBON)
    _open_anew_and_take_paper(world)
    world.notice = tell(world, "dunia")
    world.officer = _officer(world, "ambon", AMBON)
    _open_access(world)
    return world


def _open_anew_and_take_paper(world: World) -> None:
    """A window that the commission proposes for us, and something that we brought on paper."""
    from sipol.flow.intake.actions.on_paper import take_paper
    from sipol.flow.intake.queries.on_paper import papers_of
    from sipol.flow.intake.rules.on_paper import Brought
    from sipol.records.timetable import queries as timetable
    from sipol.records.timetable.actions.proposals import propose_window
    from sipol.records.timetable.rules.calendars import WindowTerms

    now, officer = clock.now(), world.people["kpu"]
    world.deadline = timetable.windows(world.cycle_id)[0].deadline_id
    terms = WindowTerms(
        "",
        "Pembukaan kembali",
        ("members",),
        now,
        now + timedelta(days=10),
        "Putusan uji",
        purpose="reopening",
        party_id=world.ours,
        party_name="Partai SATU",
        regions=(AMBON[:2],),
        reference="001/UJI",
    )
    world.proposal = propose_window(
        actor=officer,
        cycle_id=world.cycle_id,
        terms=terms,
        reason="uji",
        request_id=uuid4(),
        now=now,
    ).id
    take_paper(
        actor=officer,
        cycle=timetable.cycle_by_id(world.cycle_id),
        dossier_id=world.dossiers[world.ours],
        brought=Brought({"statement": "2 lembar"}, "Orang Uji", now, clock.WIB),
        request_id=uuid4(),
        now=now,
    )
    (filing,) = papers_of(officer, party_id=world.ours, cycle_id=world.cycle_id)
    world.filing_on_paper = filing.id


def tell(world: World, occasion: str) -> UUID:
    """A notice in our party's inbox that nobody has opened."""
    from sipol.infra.notices import actions as notices

    message = notices.Message(
        office="party",
        party_id=world.ours,
        kind="dossier.found_incomplete",
        values={"party": "SATU", "reason": "Papua kosong.", "closes_at": "14-08 23.59 WIB"},
        path="/partai/",
        occasion=occasion,
    )
    return notices.tell(message, now=clock.now())


def _officer(world: World, login: str, region: str) -> UUID:
    from sipol.records.boards.actions.officers import OfficerEntry, save_officer
    from sipol.records.timetable.queries import cycle_by_id

    texts = {"title": "Ketua", "name": "Siti Tuasikal", "sex": "P"}
    saved = save_officer(
        actor=world.people[login],
        cycle=cycle_by_id(world.cycle_id),
        entry=OfficerEntry(region, texts),
        now=clock.now(),
    )
    return saved.ids[0]


def begin(world: World, login: str, regency: str = "", key: str = "dunia") -> UUID:
    """An upload that this person has begun and not sent."""
    from sipol.flow.intake.actions.uploads import begin_upload

    return begin_upload(
        actor=world.people[login],
        cycle_id=world.cycle_id,
        client_key=key,
        file_name="anggota.csv",
        size=1000,
        regency_code=regency,
        now=clock.now(),
    ).id


def member_rows(regency: str, *, count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Invented people of the regency's first two districts, field name -> text."""
    places = [(regency, f"{regency}.{district}") for district in ("01", "02")]
    return [*invent_members(count, localities=places, seed=seed)]


def member_list(regency: str, *, count: int = 6, spoilt: int = 0, seed: int = 1) -> bytes:
    """A workbook of invented people; the last `spoilt` rows have no name."""
    people = member_rows(regency, count=count, seed=seed)
    for person in people[count - spoilt :]:
        person["name"] = ""
    return workbook(people)


def workbook(people: list[dict[str, Any]], *, extra_title: str = "") -> bytes:
    """The rows under the template's headings, and a column of the sender's own if it is named."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Anggota")
        columns = [known for known in FIELDS if known.name in people[0]]
        sheet.write_row(0, 0, [known.heading for known in columns] + [extra_title])
        for line, person in enumerate(people, start=1):
            for column, known in enumerate(columns):
                sheet.write_string(line, column, str(person[known.name]))
    return target.getvalue()


def one_person_hands_in(cycle_id: int) -> None:
    """Let one admin hand in alone in this cycle; how two do it has tests of its own."""
    from dataclasses import replace

    from sipol.records.dossiers.actions import set_requirements
    from sipol.records.dossiers.rules.requirements import NATIONAL_2022

    set_requirements(
        cycle_id=cycle_id,
        party_kind="national",
        asked=replace(NATIONAL_2022, two_people=False),
        actor_name="uji",
        now=clock.now(),
    )


def _cycle_and_parties() -> World:
    from sipol.config.commands.thresholds import load_demo
    from sipol.records.dossiers.actions import open_dossier
    from sipol.records.parties.actions import admit_party
    from sipol.records.timetable.actions.cycles import open_cycle

    now = clock.now()
    cycle = open_cycle(
        slug="contoh",
        name="Pemilu Contoh",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=30),
        age_reference_date=date(2029, 2, 14),
        legal_basis="contoh",
        actor_name="uji",
        now=now,
    )
    load_demo(cycle.id)
    one_person_hands_in(cycle.id)
    ids, dossiers = [], {}
    for short in ("SATU", "DUA"):
        party = admit_party(
            name=f"Partai {short}",
            short_name=short,
            cycle_id=cycle.id,
            group="new",
            actor_name="uji",
            now=now,
        )
        ids.append(party.id)
        dossiers[party.id] = open_dossier(
            party_id=party.id, cycle_id=cycle.id, actor_name="uji", now=now
        )
    return World(cycle.id, *ids, dossiers=dossiers)


def _grant(world: World, login: str, role: Role, party_id: int | None, region: str) -> None:
    from sipol.records.accounts.actions import grant_account, issue_api_token
    from sipol.records.accounts.queries import living_tokens

    now = clock.now()
    actor = grant_account(
        email=f"{login}@example.org",
        name=login.title(),
        password=PASSWORD,
        role=role,
        party_id=party_id,
        region_code=region,
        granted_by="uji",
        now=now,
    )
    world.people[login] = actor
    world.tokens[login] = issue_api_token(
        user_id=actor.user_id, label="uji", issued_by="uji", now=now
    )
    world.token_ids[login] = next(t.id for t in living_tokens(actor) if t.is_own)


def _open_access(world: World) -> None:
    """Invitations, a letter that waits, and a proposal about a supervisor."""
    from sipol.records.access.actions import invitations
    from sipol.records.access.actions.letters import receive_letter
    from sipol.records.access.actions.narrowing import propose
    from sipol.records.access.rules.invitations import Wanted
    from sipol.records.accounts.actions import grant_account

    now, kpu = clock.now(), world.people["kpu"]
    for login, role in (("pusat", Role.PARTY_OPERATOR), ("kpu", Role.VERIFIER)):
        actor = world.people[login]
        wanted = Wanted(f"undangan-{login}@example.org", role, AMBON, actor.party_id)
        made, _ = invitations.invite(actor=actor, wanted=wanted, now=now)
        assert made is not None
        world.invitations[login] = made
    world.invitation_token = invitations.make_link(
        actor=world.people["pusat"], invitation_id=world.invitations["pusat"], now=now
    )
    texts = {"kind": "national", "group": "new", "number": "1", "asked_by": "Ketua"}
    texts |= {"decree": "SK-1", "admin_name": "Rani", "admin_email": "rani@example.org"}
    texts |= {"party_name": "Partai TIGA", "short_name": "TIGA"}
    world.letter, _ = receive_letter(
        actor=kpu,
        cycle_id=world.cycle_id,
        texts=texts,
        dated=date(2026, 1, 5),
        party_id=None,
        now=now,
    )
    concerned = grant_account(
        email="bawaslu-maluku@example.org",
        name="Bawaslu Maluku",
        password=PASSWORD,
        role=Role.SUPERVISOR,
        party_id=None,
        region_code="81",
        granted_by="uji",
        now=now,
    )
    world.narrowing = propose(
        actor=kpu,
        user_id=concerned.user_id,
        kind="suspend",
        region_code="",
        reason="contoh",
        now=now,
    )


def _deliver(world: World, name: str, login: str, regency: str, spoilt: int = 0) -> None:
    from sipol.flow.intake.actions.direct import take_in_whole_file
    from sipol.flow.intake.actions.judging import judge_delivery

    content = member_list(regency, spoilt=spoilt, seed=len(world.deliveries) + 1)
    world.deliveries[name] = take_in_whole_file(
        actor=world.people[login],
        cycle_id=world.cycle_id,
        file_name=f"anggota-{name}.xlsx",
        size=len(content),
        chunks=[content],
        regency_code=regency,
        vault=installed_vault(),
        now=clock.now(),
    )
    judge_delivery(delivery_id=world.deliveries[name], vault=installed_vault(), clock=clock.now)


def _file_papers(world: World) -> None:
    """A decree of each party, and a sending of ours that is open."""
    from sipol.records.papers.actions.filing import file_paper
    from sipol.records.papers.actions.sendings import begin_sending
    from tests.records.papers.files import picture

    content, now = picture(), clock.now()
    for login, region in (("ambon", AMBON), ("lawan", KUPANG)):
        world.papers[login] = file_paper(
            actor=world.people[login],
            cycle_id=world.cycle_id,
            kind="board_decree",
            region_code=region,
            file_name="SK.png",
            size=len(content),
            chunks=[content],
            vault=installed_vault(),
            now=now,
        ).paper_id
    world.sending = begin_sending(
        actor=world.people["ambon"],
        cycle_id=world.cycle_id,
        kind="board_decree",
        level="",
        sending_id=uuid4(),
        now=now,
    )
    world.place_list = _list_of_places(world)


def _list_of_places(world: World) -> UUID:
    """A list of which one row is in and one is out."""
    from sipol.records.timetable.queries import cycle_by_id
    from tests.flow.place_lists.sheets import send

    content = b"kode_wilayah;nomor_sk;tanggal_sk\n81.71.02;SK-9;27-03-2025\n99;SK-9;27-03-2025\n"
    return send(world.people["ambon"], cycle_by_id(world.cycle_id), "board", content).id


def _receipt_number(subject: str) -> str:
    from sipol.infra.ledger.queries import receipt_of

    receipt = receipt_of("delivery", subject)
    assert receipt is not None
    return receipt.number


def _hand_in(world: World) -> None:
    from sipol.flow.intake.actions.hand_in import hand_in, ready
    from sipol.records.timetable.queries import cycle_by_id

    actor, cycle = world.people["pusat"], cycle_by_id(world.cycle_id)
    hand_in(
        actor=actor,
        cycle=cycle,
        request_id=uuid4(),
        seen_sha256=ready(actor, cycle, now=clock.now()).sha256,
        now=clock.now(),
    )


def _find_incomplete(world: World) -> None:
    from sipol.records.dossiers.actions import make_move

    world.decision = make_move(
        actor=world.people["kpu"],
        dossier_id=world.dossiers[world.ours],
        move="find_incomplete",
        facts={"items": [{"letter": "c", "note": "Papua kosong."}]},
        request_id=uuid4(),
        now=clock.now(),
        reason="Kurang.",
    ).entry.pk
