"""Many files at once: matched, mended, received once whatever is killed meanwhile."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sipol.infra.jobs.queue import waiting as waiting_jobs
from sipol.infra.ledger.queries import receipt_of
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.kernel.sortable_ids import sortable_id
from sipol.records.papers.actions.matching import check_waiting
from sipol.records.papers.actions.mending import assign_item, drop_item, finish_sending
from sipol.records.papers.actions.sendings import CHECK_TASK, begin_sending, receive_item
from sipol.records.papers.actions.storing import StoredFile, store
from sipol.records.papers.actions.upkeep import (
    QUIET_AFTER,
    close_quiet_sendings,
    promise_forgotten_sendings,
)
from sipol.records.papers.queries.papers import latest_papers
from sipol.records.papers.queries.sendings import (
    ItemFacts,
    items,
    sending,
    sending_of_item,
    waiting_files,
)
from sipol.records.timetable.queries import CycleFacts
from tests.builders import AMBON, party_in, person_of, running_cycle, vault_in
from tests.records.papers.files import pdf, picture


class Sender:
    """Somebody who sends many files."""

    def __init__(self, actor: Actor, cycle: CycleFacts, vault: FileVault, level: str = "") -> None:
        self.actor, self.cycle, self.vault = actor, cycle, vault
        self.id = begin_sending(
            actor=actor,
            cycle_id=cycle.id,
            kind="board_decree",
            level=level,
            sending_id=uuid4(),
            now=clock.now(),
        )

    def stored(self, content: bytes, name: str) -> StoredFile:
        return store([content], file_name=name, vault=self.vault, now=clock.now())

    def add(self, *files: tuple[str, bytes]) -> list[UUID]:
        return [
            receive_item(
                sending_id=self.id,
                item_id=sortable_id(clock.now()),
                file=self.stored(content, name),
                now=clock.now(),
            )
            for name, content in files
        ]

    def check(self) -> None:
        check_waiting(sending_id=self.id, vault=self.vault, clock=clock.now)

    def found(self) -> dict[str, ItemFacts]:
        return {item.file_name: item for item in items(sending(self.actor, self.id), limit=5000)}

    def states(self) -> dict[str, str]:
        return {name: item.state for name, item in self.found().items()}


@pytest.fixture
def sender(db: None, tmp_path: Path) -> Sender:
    cycle = running_cycle()
    return Sender(person_of(party_in(cycle), AMBON), cycle, vault_in(tmp_path))


def test_files_find_their_region_or_wait_for_a_person(sender: Sender):
    sender.add(
        ("SK_81.71.pdf", pdf(text="a")),
        ("81.71.03 SK pengurus.pdf", pdf(text="b")),
        ("SK kecamatan sirimau.pdf", pdf(text="c")),
        ("scan.pdf", pdf(text="d")),
        ("SK_81.01.pdf", pdf(text="e")),
        ("81.71.05.pdf", b"%PDF-1.7 broken"),
    )
    sender.check()
    assert sender.states() == {
        "SK_81.71.pdf": "filed",
        "81.71.03 SK pengurus.pdf": "filed",
        "SK kecamatan sirimau.pdf": "filed",
        "scan.pdf": "unmatched",
        "SK_81.01.pdf": "unmatched",
        "81.71.05.pdf": "refused",
    }
    found = sender.found()
    assert found["scan.pdf"].problem == "region_not_named"
    assert found["SK_81.01.pdf"].problem == "region_not_yours"
    assert found["81.71.05.pdf"].problem == "paper_damaged"
    party_id = sender.actor.party_id or 0
    assert {code for _, code in latest_papers(party_id, sender.cycle.id)} == {
        "81.71",
        "81.71.02",
        "81.71.03",
    }
    assert waiting_files(sender.actor, party_id=party_id, cycle_id=sender.cycle.id) == 2


def test_two_files_for_one_region_are_not_chosen_between(sender: Sender):
    same, other = pdf(text="a"), pdf(text="b")
    sender.add(("81.71.pdf", same), ("81.71 salinan.pdf", same), ("81.71 lain.pdf", other))
    sender.check()
    assert sender.states() == {
        "81.71.pdf": "filed",
        "81.71 salinan.pdf": "known",
        "81.71 lain.pdf": "doubled",
    }


def test_what_waits_is_mended_by_hand_once(sender: Sender):
    first, second = sender.add(("a.pdf", pdf(text="a")), ("b.png", picture()))
    sender.check()
    where = {"actor": sender.actor, "kind": "board_decree", "now": clock.now()}
    assign_item(item_id=first, region_code="81.71.01", **where)
    with pytest.raises(Refused) as refused:
        assign_item(item_id=first, region_code="81.71.02", **where)
    assert refused.value.refusal.code == "paper_item_settled"
    with pytest.raises(Refused) as refused:
        assign_item(item_id=second, region_code="81.01", **where)
    assert refused.value.refusal.code == "paper_outside_scope"
    drop_item(actor=sender.actor, item_id=second)
    assert sender.states() == {"a.pdf": "filed", "b.png": "dropped"}


def test_another_partys_files_are_not_ours_to_mend(sender: Sender):
    (item,) = sender.add(("a.pdf", pdf()))
    sender.check()
    stranger = person_of(party_in(sender.cycle, "MAWAR"))
    with pytest.raises(Refused):
        drop_item(actor=stranger, item_id=item)
    with pytest.raises(Refused):
        finish_sending(actor=stranger, sending_id=sender.id, now=clock.now())


def test_the_receipt_closes_the_balance(sender: Sender):
    with pytest.raises(Refused) as refused:
        finish_sending(actor=sender.actor, sending_id=sender.id, now=clock.now())
    assert refused.value.refusal.code == "sending_empty"
    sender.add(("81.71.pdf", pdf()), ("x.pdf", pdf(text="x")), ("y.pdf", b"%PDF-"))
    with pytest.raises(Refused) as refused:
        finish_sending(actor=sender.actor, sending_id=sender.id, now=clock.now())
    assert refused.value.refusal.code == "sending_unfinished"
    sender.check()
    for _ in range(2):
        finish_sending(actor=sender.actor, sending_id=sender.id, now=clock.now())
    receipt = receipt_of("papers", f"papers:{sender.id}")
    assert receipt is not None
    counts = {"sent": 3, "kept": 1, "known": 0, "refused": 1, "left_out": 1}
    assert receipt.body["files"] == counts


def test_what_arrives_after_closing_is_kept_in_a_sending_of_its_own(sender: Sender):
    sender.add(("81.71.pdf", pdf()))
    sender.check()
    finish_sending(actor=sender.actor, sending_id=sender.id, now=clock.now())
    (late, later) = sender.add(("81.71.01.pdf", pdf(text="b")), ("81.71.02.pdf", pdf(text="c")))
    new = sending_of_item(late)
    assert new is not None
    assert new != sender.id
    assert sending_of_item(later) == new
    sender.id = new
    sender.check()
    assert set(sender.states().values()) == {"filed"}


def test_quiet_sendings_are_closed_and_lost_jobs_are_promised_again(sender: Sender):
    sender.add(("81.71.pdf", pdf()))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert promise_forgotten_sendings() == 1
    assert [job.subject for job in waiting_jobs(CHECK_TASK, "sending_id")] == [str(sender.id)]
    assert promise_forgotten_sendings() == 0
    later = clock.now() + QUIET_AFTER
    close_quiet_sendings(now=later)
    assert sending(sender.actor, sender.id).closed_at is None
    sender.check()
    close_quiet_sendings(now=later)
    assert sending(sender.actor, sender.id).closed_at is not None
