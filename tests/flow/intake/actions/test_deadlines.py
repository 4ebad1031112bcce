"""What comes at the end: begun in time and whole too late, not begun in time, and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client

from sipol.flow.intake.actions import judging
from sipol.flow.intake.actions.hand_in import hand_in
from sipol.flow.intake.actions.on_paper import refer_to_scan, take_paper
from sipol.flow.intake.actions.upload_leases import finish_upload, record_offset, take_over
from sipol.flow.intake.actions.uploads import begin_upload
from sipol.flow.intake.queries import deliveries
from sipol.flow.intake.queries.on_paper import papers_of
from sipol.flow.intake.rules.on_paper import Brought
from sipol.infra import keys
from sipol.infra.ledger.document import receipt_pdf
from sipol.infra.ledger.models import Entry
from sipol.infra.ledger.queries import receipt_of
from sipol.infra.ledger.receipts import verify_document
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.kernel.actors import Actor, Role
from sipol.kernel.refusals import Refused
from sipol.records.dossiers.queries import dossier_of_party
from sipol.records.timetable.queries import CycleFacts
from tests import builders
from tests.builders import AMBON
from tests.samples.member_lists import write_csv

OFFICER = Actor(901, "Dewi", Role.COMMISSION)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> CycleFacts:
    return builders.running_cycle()


@pytest.fixture
def centre(cycle: CycleFacts) -> Actor:
    return builders.person_of(builders.party_in(cycle))


def sent(
    actor: Actor, cycle: CycleFacts, folder: Path, *, begun: datetime, whole: datetime
) -> UUID:
    """A member list that is begun at one instant and whole at another one."""
    write_csv(folder / "daftar.csv", builders.people_of(AMBON, 3))
    content, vault = (folder / "daftar.csv").read_bytes(), builders.vault_in(folder)
    upload = begin_upload(
        actor=actor,
        cycle_id=cycle.id,
        client_key="daftar",
        file_name="daftar.csv",
        size=len(content),
        regency_code=AMBON,
        now=begun,
    )
    lease = take_over(upload_id=upload.id, now=begun)
    with vault.open_part(upload.id, lease.salt, 0) as part:
        part.write_at(0, content)
        part.sync()
    record_offset(upload_id=upload.id, fence=lease.fence, offset=len(content), now=whole)
    sha256 = vault.digest_part(upload.id, upload.size)
    vault.claim(upload.id, sha256)
    return finish_upload(upload_id=upload.id, fence=lease.fence, sha256=sha256, now=whole)


def judged(delivery_id: UUID, vault: FileVault) -> None:
    judging.judge_delivery(delivery_id=delivery_id, vault=vault, clock=clock.now)


def test_bytes_that_come_after_the_end_are_taken_judged_and_marked(
    centre: Actor, cycle: CycleFacts, tmp_path: Path
) -> None:
    begun, whole = cycle.closes_at, cycle.closes_at + timedelta(seconds=1, minutes=2)
    delivery_id = sent(centre, cycle, tmp_path, begun=begun, whole=whole)
    judged(delivery_id, builders.vault_in(tmp_path))
    facts = deliveries.delivery(centre, delivery_id)
    assert (facts.accepted, facts.state) == (3, "judged")
    assert facts.late_after == cycle.closes_at
    assert facts.late_by is not None and 119 <= facts.late_by.total_seconds() <= 121
    told = Entry.objects.get(kind="delivery.received").payload
    assert told["begun_in_time"] is True and 119 <= told["late_by_seconds"] <= 121
    receipt = receipt_of("delivery", f"delivery:{delivery_id}")
    assert receipt is not None
    body = verify_document(receipt.signed.document(), keys.current().public)
    assert 119 <= body["late"]["late_by_seconds"] <= 121
    assert receipt_pdf(receipt.signed.fields()).startswith(b"%PDF")
    page = Client().get(f"/tanda-terima/{receipt.number}").content.decode()
    assert re.search(r"Utuh (1 menit 59 detik|2 menit|2 menit 1 detik) setelah tenggat", page)


def test_what_is_whole_in_the_last_second_bears_no_mark(
    centre: Actor, cycle: CycleFacts, tmp_path: Path
) -> None:
    last = cycle.closes_at.replace(microsecond=0) + timedelta(milliseconds=999)
    delivery_id = sent(centre, cycle, tmp_path, begun=last, whole=last)
    judged(delivery_id, builders.vault_in(tmp_path))
    assert deliveries.delivery(centre, delivery_id).late_by is None
    receipt = receipt_of("delivery", f"delivery:{delivery_id}")
    assert receipt is not None and "late" not in receipt.body


def test_nothing_new_is_begun_after_the_end_and_what_was_begun_is_found_again(
    centre: Actor, cycle: CycleFacts
) -> None:
    file = {"actor": centre, "cycle_id": cycle.id, "file_name": "a.csv", "size": 10}
    begun = begin_upload(**file, client_key="satu", now=cycle.closes_at)
    after = cycle.closes_at + timedelta(minutes=5)
    assert begin_upload(**file, client_key="satu", now=after) == begun
    with pytest.raises(Refused) as refused:
        begin_upload(**file, client_key="dua", now=after)
    assert refused.value.refusal.code == "window_closed"


def test_handing_in_after_the_end_is_refused_with_the_deadline(
    centre: Actor, cycle: CycleFacts
) -> None:
    with pytest.raises(Refused) as refused:
        hand_in(
            actor=centre,
            cycle=cycle,
            request_id=uuid4(),
            seen_sha256="",
            now=cycle.closes_at + timedelta(seconds=2),
        )
    assert refused.value.refusal.code == "window_closed"
    assert "WIB" in refused.value.refusal.values["closes_at"]


def brought(at: datetime, **items: str) -> Brought:
    return Brought(items or {"statement": "2 lembar"}, "Ratna, sekretaris", at, clock.WIT, "Rak 3")


@pytest.mark.parametrize(("from_person", "late"), [(True, False), (False, True)])
def test_paper_counts_from_the_person_if_the_cycle_says_so(
    centre: Actor, cycle: CycleFacts, from_person: bool, late: bool
) -> None:
    cycle = replace(cycle, paper_counts_from_person=from_person)
    dossier = dossier_of_party(centre, cycle.id)
    came, written = cycle.closes_at, cycle.closes_at + timedelta(minutes=40)
    order = {
        "actor": OFFICER,
        "cycle": cycle,
        "dossier_id": dossier.id,
        "brought": brought(came, statement="2 lembar", members="3 dus"),
        "request_id": uuid4(),
        "now": written,
    }
    receipt = take_paper(**order)
    assert take_paper(**order).number == receipt.number
    (paper,) = papers_of(centre, party_id=dossier.party.id, cycle_id=cycle.id)
    assert paper.receipt_number == receipt.number
    assert paper.counts_at == (came if from_person else written)
    assert (paper.late_by is not None) == late
    assert [title for title, _ in paper.items] == [
        "Surat pernyataan partai",
        "Daftar anggota dan KTA/KTP",
    ]
    body = verify_document(receipt.signed.document(), keys.current().public)
    assert (body["late_by_seconds"] > 0) == late
    assert "Ratna" not in str(body) and "Ratna" not in str(Entry.objects.get(pk=_last()).payload)
    assert receipt_pdf(receipt.signed.fields()).startswith(b"%PDF")


def _last() -> int:
    entry = Entry.objects.order_by("-id").first()
    assert entry is not None
    return entry.pk


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"items": {}}, "paper_incomplete"),
        ({"items": {"gossip": ""}}, "paper_incomplete"),
        ({"by": " "}, "paper_incomplete"),
        ({"by": "x" * 201}, "paper_text_too_long"),
        ({"at": clock.now() + timedelta(hours=1)}, "paper_time_wrong"),
        ({"at": clock.now() - timedelta(days=40)}, "paper_time_wrong"),
    ],
)
def test_paper_without_a_sound_record_is_refused(
    centre: Actor, cycle: CycleFacts, what: dict[str, object], code: str
) -> None:
    now = clock.now()
    with pytest.raises(Refused) as refused:
        take_paper(
            actor=OFFICER,
            cycle=cycle,
            dossier_id=dossier_of_party(centre, cycle.id).id,
            brought=replace(brought(now), **what),  # type: ignore[arg-type]
            request_id=uuid4(),
            now=now,
        )
    assert refused.value.refusal.code == code


def test_the_scan_follows_once(centre: Actor, cycle: CycleFacts) -> None:
    now, dossier = clock.now(), dossier_of_party(centre, cycle.id)
    take_paper(
        actor=OFFICER,
        cycle=cycle,
        dossier_id=dossier.id,
        brought=brought(now),
        request_id=uuid4(),
        now=now,
    )
    where = {"party_id": dossier.party.id, "cycle_id": cycle.id}
    (paper,) = papers_of(OFFICER, **where)
    order = {"actor": OFFICER, "filing_id": paper.id, "now": now}
    refer_to_scan(**order, reference="Pindaian 17")
    refer_to_scan(**order, reference="Pindaian 17")
    (paper,) = papers_of(OFFICER, **where)
    assert paper.scan_reference == "Pindaian 17"
    with pytest.raises(Refused) as refused:
        refer_to_scan(**order, reference="Pindaian 18")
    assert refused.value.refusal.code == "paper_scan_known"
