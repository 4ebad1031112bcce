"""Mending through the real error workbook: exactly those rows are replaced, and only once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sipol.flow.intake.models import Delivery, RejectedRow
from sipol.flow.intake.queries import deliveries
from sipol.flow.intake.queries.deliveries import DeliveryFacts, rejected_by_regency
from sipol.flow.intake.rules.fields import FIELD_BY_NAME
from sipol.flow.intake.rules.row_keys import read_row_key, row_key
from sipol.infra.ledger.queries import verify_chain
from sipol.infra.storage.vault import FileVault
from sipol.kernel.actors import Actor
from sipol.records.members.models import Member
from sipol.records.members.queries.counts import count_members
from sipol.records.timetable.queries import CycleFacts
from sipol.web.party.workbooks import error_workbook_file
from tests import builders
from tests.builders import AMBON
from tests.samples.member_lists import TITLES, write_xlsx

pytestmark = pytest.mark.django_db

KEY = FIELD_BY_NAME["row_key"].heading
NIK, NAME = TITLES["national_id"], TITLES["name"]
# By place in the list: what is wrong, and so rejected.
FAULTS: dict[int, dict[str, Any]] = {
    1: {"name": ""},
    3: {"national_id": 9901011203900010},
    4: {"sex": "?"},
    6: {"district": "Sirimo", "village": ""},
    8: {"marital_status": "?"},
}
Row = dict[str, Any]


@dataclass
class Sent:
    """A list with five rejected rows of nine, delivered, and who sent it."""

    cycle: CycleFacts
    centre: Actor
    vault: FileVault
    folder: Path
    people: list[dict[str, str]]
    first: DeliveryFacts

    def mended(self, mend: Callable[[list[Row]], list[Row]], name: str = "perbaikan.xlsx") -> Path:
        """The delivery's error workbook as it comes back after somebody worked on it."""
        book = openpyxl.load_workbook(error_workbook_file(self.now(self.first)))
        sheet = book.worksheets[0]
        titles, *lines = ([cell.value for cell in line] for line in sheet.iter_rows())
        rows = [dict(zip(titles, line, strict=True)) for line in lines]
        sheet.delete_rows(2, len(rows))
        for place, row in enumerate(mend(rows), start=2):
            for column, title in enumerate(titles, start=1):
                sheet.cell(row=place, column=column, value=row[title])
        book.save(self.folder / name)
        return self.folder / name

    def deliver(self, path: Path, actor: Actor | None = None) -> DeliveryFacts:
        return builders.deliver(actor or self.centre, self.cycle, path, self.vault)

    def now(self, delivery: DeliveryFacts) -> DeliveryFacts:
        return deliveries.delivery(self.centre, delivery.id)

    def still_out(self) -> int:
        out = rejected_by_regency(party_id=self.centre.party_id or 0, cycle_id=self.cycle.id)
        return sum(out.values())

    def members(self) -> int:
        return count_members(cycle_id=self.cycle.id, party_id=self.centre.party_id or 0)

    def repair(self, rows: list[Row], *places: int) -> list[Row]:
        """Those rows with everything right again, the others as they were."""
        for place in places:
            row = next(r for r in rows if r[TITLES["card_number"]] == self.card(place))
            row |= {title: self.people[place][name] for name, title in TITLES.items()}
        return rows

    def card(self, place: int) -> str:
        return self.people[place]["card_number"]


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    cycle = builders.running_cycle()
    centre = builders.person_of(builders.party_in(cycle))
    vault = builders.vault_in(tmp_path)
    people = builders.people_of(AMBON, 9)
    rows = [person | FAULTS.get(place, {}) for place, person in enumerate(people)]
    write_xlsx(tmp_path / "daftar.xlsx", rows)
    first = builders.deliver(centre, cycle, tmp_path / "daftar.xlsx", vault)
    assert (first.accepted, first.rejected) == (4, 5)
    return Sent(cycle, centre, vault, tmp_path, people, first)


def test_mended_rows_replace_exactly_those_that_they_came_from(sent: Sent) -> None:
    path = sent.mended(lambda rows: sent.repair(rows, 1, 3, 6)[:4])
    second = sent.deliver(path)
    assert (second.sent, second.accepted, second.rejected) == (4, 3, 1)
    after = sent.now(sent.first)
    assert (after.rejected, after.mended, after.still_rejected) == (5, 4, 1)
    assert (after.sent, after.accepted, after.pending) == (9, 4, 0)
    assert sent.members() == 7
    assert sent.still_out() == 2
    open_rows = RejectedRow.objects.filter(mended_by__isnull=True)
    assert set(open_rows.values_list("delivery_id", flat=True)) == {sent.first.id, second.id}
    assert verify_chain() is None


def test_a_row_that_came_back_untouched_is_out_once_not_twice(sent: Sent) -> None:
    second = sent.deliver(sent.mended(lambda rows: rows))
    assert (second.accepted, second.rejected) == (0, 5)
    assert sent.now(sent.first).mended == 5
    assert sent.still_out() == 5


def test_the_workbook_sent_twice_is_one_effect(sent: Sent) -> None:
    path = sent.mended(lambda rows: sent.repair(rows, 1, 3, 4, 6, 8))
    second = sent.deliver(path)
    assert (second.accepted, sent.members(), sent.still_out()) == (5, 9, 0)
    assert sent.deliver(path) == second
    assert (sent.members(), sent.still_out(), sent.now(sent.first).mended) == (9, 0, 5)


def test_the_workbook_saved_anew_and_sent_again_adds_nobody(sent: Sent) -> None:
    path = sent.mended(lambda rows: sent.repair(rows, 1, 3, 4, 6, 8))
    sent.deliver(path)
    book = openpyxl.load_workbook(path)
    book.properties.creator = "orang lain"
    book.save(path)
    again = sent.deliver(path)
    assert (again.accepted, again.identical, again.rejected) == (5, 5, 0)
    assert sent.members() == 9
    assert sent.now(sent.first).mended == 5


def test_a_key_of_another_partys_delivery_does_nothing(sent: Sent) -> None:
    rival = builders.person_of(builders.party_in(sent.cycle, "KENANGA"))
    path = sent.mended(lambda rows: sent.repair(rows, 1, 3, 4, 6, 8))
    theirs = sent.deliver(path, rival)
    assert theirs.accepted == 5
    assert sent.now(sent.first) == sent.first
    assert sent.still_out() == 5
    assert sent.members() == 4


def test_keys_that_nobody_gave_out_do_no_harm(sent: Sent) -> None:
    forged = [
        f"{sent.first.id}:99999999999999999999",
        f"{sent.first.id}:-4",
        f"{sent.first.id}:{2**31}",
        "00000000-0000-0000-0000-000000000000:5",
        "kunci",
        f"{sent.first.id}:1",
    ]

    def with_forged_keys(rows: list[Row]) -> list[Row]:
        return [rows[0] | {KEY: key, NIK: f"990101120390{n:04}"} for n, key in enumerate(forged)]

    second = sent.deliver(sent.mended(with_forged_keys))
    assert second.state == "judged"
    assert sent.now(sent.first).mended == 0


@pytest.mark.parametrize("text", ["", ":", "x:1", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_row_key(text: str) -> None:
    assert read_row_key(text) is None


def test_a_row_key_is_read_back(sent: Sent) -> None:
    assert read_row_key(row_key(sent.first.id, 7)) == (sent.first.id, 7)


def test_a_mended_row_keeps_the_senders_words(sent: Sent) -> None:
    def rename(rows: list[Row]) -> list[Row]:
        return [row | {NAME: "Siti Perbaikan"} for row in sent.repair(rows, 1)[:1]]

    second = sent.deliver(sent.mended(rename))
    assert Member.objects.get(delivery_id=second.id).name == "Siti Perbaikan"
    assert Delivery.objects.get(pk=sent.first.id).rows_mended == 1
