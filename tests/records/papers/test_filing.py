"""Filing one paper: what is kept, under which number, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from sipol.infra.ledger.queries import entries, receipt_of
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.papers.actions.filing import file_paper, withdraw_paper
from sipol.records.papers.actions.versions import FiledPaper
from sipol.records.papers.queries.papers import latest_papers, original, paper, versions
from sipol.records.papers.queries.papers import paper_counts as counts
from sipol.records.papers.readers.checking import Checker
from sipol.records.papers.rules.kinds import PaperLevel
from sipol.records.parties.queries import PartyFacts
from sipol.records.timetable.queries import CycleFacts
from tests.builders import AMBON, MALUKU_TENGAH, party_in, person_of, running_cycle, vault_in
from tests.records.papers.files import pdf, picture


class Filer:
    """Somebody who files papers."""

    checker: Checker | None = None

    def __init__(self, actor: Actor, cycle: CycleFacts, vault: FileVault) -> None:
        self.actor, self.cycle, self.vault = actor, cycle, vault

    def send(
        self,
        content: bytes,
        *,
        kind: str = "board_decree",
        region: str = AMBON,
        name: str = "SK.pdf",
        **more: Any,
    ) -> FiledPaper:
        return file_paper(
            actor=self.actor,
            cycle_id=self.cycle.id,
            kind=kind,
            region_code=region,
            file_name=name,
            size=len(content),
            chunks=[content],
            vault=self.vault,
            now=more.get("now", clock.now()),
            checker=self.checker,
        )

    def withdraw(self, reason: str = "Salah berkas", region: str = AMBON) -> int:
        return withdraw_paper(
            actor=self.actor,
            cycle_id=self.cycle.id,
            kind="board_decree",
            region_code=region,
            reason=reason,
            now=clock.now(),
        )


@pytest.fixture(scope="module", autouse=True)
def one_checker() -> Iterator[None]:
    """Loaded once: what is tested here is what becomes of its findings."""
    with Checker(warm=True) as Filer.checker:
        yield
    Filer.checker = None


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    return running_cycle()


@pytest.fixture
def party(cycle: CycleFacts) -> PartyFacts:
    return party_in(cycle)


@pytest.fixture
def filer(cycle: CycleFacts, party: PartyFacts, tmp_path: Path) -> Filer:
    return Filer(person_of(party, AMBON), cycle, vault_in(tmp_path))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.refusal.code


def test_each_file_is_a_version_and_none_is_overwritten(filer: Filer, party: PartyFacts):
    first, second = filer.send(pdf(text="a")), filer.send(pdf(text="b"))
    assert (first.version, second.version) == (1, 2)
    key = ("board_decree", AMBON)
    latest = latest_papers(party.id, filer.cycle.id)
    assert set(latest) == {key}
    assert (latest[key].id, latest[key].by) == (second.paper_id, filer.actor.name)
    told = versions(filer.actor, latest[key])
    assert [facts.version for facts in told] == [2, 1]
    assert b"".join(original(told[1], filer.vault)) == pdf(text="a")


def test_the_ledger_names_the_paper_and_the_receipt_its_file(filer: Filer, party: PartyFacts):
    filed = filer.send(pdf())
    (entry,) = [e for e in entries(limit=1000, party_id=party.id) if e.kind == "paper.filed"]
    facts = paper(filer.actor, filed.paper_id)
    assert entry.payload == {
        "cycle": filer.cycle.id,
        "kind": "board_decree",
        "region": AMBON,
        "version": 1,
        "sha256": facts.sha256,
        "size": facts.size,
    }
    receipt = receipt_of("papers", f"papers:{filed.sending_id}")
    assert receipt is not None
    counts_told = {"sent": 1, "kept": 1, "known": 0, "refused": 0, "left_out": 0}
    assert receipt.body["files"] == counts_told
    assert "versi 1" in receipt.body["title"]


def test_the_same_file_again_is_the_same_version_and_the_earlier_receipt(filer: Filer):
    first, again = filer.send(pdf()), filer.send(pdf(), name="lain.pdf")
    assert again.already
    assert (again.paper_id, again.sending_id) == (first.paper_id, first.sending_id)


def test_an_earlier_file_sent_again_becomes_the_newest_version(filer: Filer):
    filer.send(pdf(text="a"))
    filer.send(pdf(text="b"))
    assert filer.send(pdf(text="a")).version == 3


def test_the_same_file_for_another_region_is_told(cycle: CycleFacts, party: PartyFacts, tmp_path):
    filer = Filer(person_of(party), cycle, vault_in(tmp_path))
    filer.send(pdf())
    other = filer.send(pdf(), region=MALUKU_TENGAH)
    assert not other.already
    assert other.also_used_for == (("board_decree", AMBON),)
    assert paper(filer.actor, other.paper_id).also_used_for == (("board_decree", AMBON),)


def test_a_withdrawal_is_a_version_too(filer: Filer, party: PartyFacts):
    filed = filer.send(pdf())
    assert filer.withdraw("Salah berkas 1234567890123456") == 2
    assert latest_papers(party.id, filer.cycle.id) == {}
    assert counts(party.id, filer.cycle.id) == {}
    ended, first = versions(filer.actor, paper(filer.actor, filed.paper_id))
    assert ended.withdrawn and "1234567890123456" not in ended.reason
    assert b"".join(original(first, filer.vault)) == pdf()
    with pytest.raises(Refused) as refused:
        filer.withdraw()
    assert code_of(refused) == "paper_not_in_force"
    assert filer.send(pdf()).version == 3


def test_counts_are_by_kind_and_level(cycle: CycleFacts, party: PartyFacts, tmp_path: Path):
    filer = Filer(person_of(party), cycle, vault_in(tmp_path))
    for region in (AMBON, MALUKU_TENGAH, "81", "81.71.01"):
        filer.send(pdf(text=region), region=region)
    filer.send(picture(), kind="emblem_image", region="", name="lambang.png")
    assert counts(party.id, cycle.id) == {
        ("board_decree", PaperLevel.PROVINCE): 1,
        ("board_decree", PaperLevel.REGENCY): 2,
        ("board_decree", PaperLevel.DISTRICT): 1,
        ("emblem_image", PaperLevel.NATIONAL): 1,
    }


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"region": MALUKU_TENGAH}, "paper_outside_scope"),
        ({"region": ""}, "paper_outside_scope"),
        ({"region": "81.71.01.1001"}, "paper_level_wrong"),
        ({"kind": "statutes"}, "paper_level_wrong"),
        ({"kind": "nothing"}, "paper_kind_unknown"),
        ({"region": "81.71.99"}, "paper_region_unknown"),
    ],
)
def test_who_may_file_for_which_region(filer: Filer, changed: dict[str, str], code: str):
    with pytest.raises(Refused) as refused:
        filer.send(pdf(), **changed)
    assert code_of(refused) == code


def test_after_the_window_nothing_is_filed_or_withdrawn(filer: Filer, party: PartyFacts):
    filer.send(pdf())
    with pytest.raises(Refused) as refused:
        filer.send(pdf(text="late"), now=filer.cycle.closes_at + timedelta(seconds=1))
    assert code_of(refused) == "papers_closed"
    assert latest_papers(party.id, filer.cycle.id)["board_decree", AMBON].version == 1


def test_another_partys_papers_are_not_shown(filer: Filer, cycle: CycleFacts):
    filed = filer.send(pdf())
    stranger = person_of(party_in(cycle, "MAWAR"))
    with pytest.raises(Refused):
        paper(stranger, filed.paper_id)


def test_a_file_name_never_keeps_an_identity_number(filer: Filer):
    filed = filer.send(pdf(), name="KTP 8171010101900001.pdf")
    assert "8171010101900001" not in paper(filer.actor, filed.paper_id).file_name


def test_the_database_refuses_to_change_a_version(filer: Filer):
    filer.send(pdf())
    for statement in ("UPDATE papers_paper SET version = 9", "DELETE FROM papers_paper"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
