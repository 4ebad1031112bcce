"""What intake promises of a delivery, attacked: balance, one effect, duplicates, secrecy, scope."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models import Model as DjangoModel

from sipol.flow.intake.actions import judging
from sipol.flow.intake.actions.direct import take_in_whole_file
from sipol.flow.intake.models import Delivery, RejectedRow, RowFinding
from sipol.flow.intake.queries import findings
from sipol.flow.intake.queries.deliveries import DeliveryFacts, rejected_by_regency
from sipol.flow.intake.rules.severities import severities_with
from sipol.infra.keys.sealing import SealBroken
from sipol.infra.ledger.models import Entry, Receipt
from sipol.infra.ledger.queries import receipt_of, verify_chain
from sipol.infra.storage.faults import PartLost
from sipol.infra.storage.vault import FileVault
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.members.models import Member
from sipol.records.members.queries.counts import count_members
from sipol.records.members.rules.identity import member_id
from sipol.records.timetable.queries import CycleFacts
from tests import builders
from tests.builders import AMBON, MALUKU_TENGAH
from tests.samples.member_lists import TITLES, spoil, write_csv, write_xlsx

pytestmark = pytest.mark.django_db


@dataclass
class Bench:
    """A party's centre in a running cycle, and a folder to write lists in."""

    cycle: CycleFacts
    centre: Actor
    vault: FileVault
    folder: Path

    def send(
        self,
        rows: list[dict[str, Any]],
        *,
        actor: Actor | None = None,
        regency: str = "",
        name: str = "daftar.xlsx",
        **layout: Any,
    ) -> DeliveryFacts:
        path = self.folder / name
        write_xlsx(path, rows, **layout)
        return builders.deliver(actor or self.centre, self.cycle, path, self.vault, regency)

    def members(self) -> int:
        return count_members(cycle_id=self.cycle.id, party_id=self.centre.party_id or 0)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return bench_of(tmp_path)


def bench_of(folder: Path, severities: dict[str, str] | None = None) -> Bench:
    cycle = builders.running_cycle(severities)
    centre = builders.person_of(builders.party_in(cycle))
    return Bench(cycle, centre, builders.vault_in(folder), folder)


def codes_of(delivery: DeliveryFacts) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row, code in RowFinding.objects.filter(delivery_id=delivery.id).values_list("row", "code"):
        found.setdefault(row, set()).add(code)
    return found


def row_counts() -> dict[type[DjangoModel], int]:
    models = (Delivery, Member, RowFinding, RejectedRow, Entry, Receipt)
    return {model: model.objects.count() for model in models}


def test_good_rows_are_accepted_whatever_is_wrong_with_others(bench: Bench) -> None:
    rows, expected = spoil(builders.people_of(AMBON, 40), share=0.25, seed=1, kinds=["no_sex"])
    delivery = bench.send(rows)
    assert (delivery.sent, delivery.accepted, delivery.rejected) == (40, 30, 10)
    assert delivery.pending == 0
    assert bench.members() == 30
    assert len(expected) == 10 == RejectedRow.objects.filter(delivery_id=delivery.id).count()
    receipt = receipt_of("delivery", f"delivery:{delivery.id}")
    assert receipt is not None
    figures = {"sent": 40, "accepted": 30, "rejected": 10, "pending": 0, "warnings": 0}
    assert receipt.body["rows"] == figures
    assert verify_chain() is None


@pytest.mark.parametrize(
    "change",
    [
        {"rows_accepted": F("rows_accepted") + 1},
        {"rows_rejected": F("rows_rejected") - 1},
        {"rows_sent": F("rows_sent") + 1},
        {"rows_sent": F("rows_sent") - 1},
        {"rows_mended": F("rows_rejected") + 1},
    ],
)
def test_no_figure_of_a_judged_delivery_can_be_moved_alone(
    bench: Bench, change: dict[str, Any]
) -> None:
    rows, _ = spoil(builders.people_of(AMBON, 8), share=0.5, seed=1, kinds=["no_sex"])
    delivery = bench.send(rows)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.id).update(**change)


def test_the_same_file_again_is_the_same_delivery_and_the_same_receipt(bench: Bench) -> None:
    rows, _ = spoil(builders.people_of(AMBON, 12), share=0.5, seed=1)
    first = bench.send(rows)
    receipt = receipt_of("delivery", f"delivery:{first.id}")
    assert receipt is not None
    document, before = receipt.signed.document(), row_counts()
    again = builders.deliver(bench.centre, bench.cycle, bench.folder / "daftar.xlsx", bench.vault)
    judging.judge_delivery(delivery_id=first.id, vault=bench.vault, clock=clock.now)
    assert again == first
    assert row_counts() == before
    receipt = receipt_of("delivery", f"delivery:{first.id}")
    assert receipt is not None
    assert receipt.signed.document() == document


def test_a_file_that_is_in_leaves_no_arriving_part_behind(bench: Bench, tmp_path: Path) -> None:
    bench.send(builders.people_of(AMBON, 2))
    builders.deliver(bench.centre, bench.cycle, bench.folder / "daftar.xlsx", bench.vault)
    assert list((tmp_path / "files" / "parts").iterdir()) == []


def test_a_row_keeps_its_id(bench: Bench) -> None:
    delivery = bench.send(builders.people_of(AMBON, 5))
    stored = Member.objects.filter(delivery_id=delivery.id).values_list("row", "id")
    assert len(stored) == 5
    assert all(id_ == member_id(delivery.id, row) for row, id_ in stored)


def test_a_member_sent_before_is_not_counted_twice(bench: Bench) -> None:
    people = builders.people_of(AMBON, 10)
    bench.send(people[:6], name="satu.xlsx")
    second = bench.send(people[3:], name="dua.xlsx", title_rows=0)
    assert (second.accepted, second.rejected, second.identical) == (7, 0, 3)
    assert bench.members() == 10


def test_two_parties_may_hold_the_same_person(bench: Bench) -> None:
    other = builders.person_of(builders.party_in(bench.cycle, "KENANGA"))
    people = builders.people_of(AMBON, 5)
    ours, theirs = bench.send(people), bench.send(people, actor=other)
    assert ours.id != theirs.id
    assert (ours.accepted, theirs.accepted) == (5, 5)
    held = Member.objects.values_list("national_id_index", "national_id")
    assert len({bytes(index) for index, _ in held}) == 5
    assert len({bytes(sealed) for _, sealed in held}) == 10


def test_a_cycle_may_take_an_error_for_a_warning(tmp_path: Path) -> None:
    people = builders.people_of(AMBON, 6)
    people[2]["card_number"] = ""
    assert bench_of(tmp_path).send(people).rejected == 1
    mild = bench_of(tmp_path, {"card_number_missing": "warning"})
    delivery = mild.send(people, title_rows=0)
    assert (delivery.accepted, delivery.rejected, delivery.warned) == (6, 0, 1)
    flagged = Member.objects.get(delivery_id=delivery.id, row=4)
    assert (flagged.flags, flagged.card_number) == ("card_number_missing", "")


def test_a_cycle_may_take_a_warning_for_an_error(tmp_path: Path) -> None:
    bench = bench_of(tmp_path, {"occupation_barred": "error"})
    people = builders.people_of(AMBON, 3)
    people[1]["occupation"] = "Anggota Polri"
    delivery = bench.send(people)
    assert (delivery.accepted, delivery.rejected) == (2, 1)


@pytest.mark.parametrize(
    "code",
    [
        "nik_missing",
        "nik_length",
        "nik_not_digits",
        "nik_rounded_by_excel",
        "duplicate_in_file",
        "duplicate_in_party",
        "listed_elsewhere",
        "name_missing",
        "sex_invalid",
        "marital_status_invalid",
        "birth_date_invalid",
        "birth_date_ambiguous",
        "region_unknown",
        "region_outside_scope",
    ],
)
def test_what_the_roll_cannot_hold_stays_an_error(code: str) -> None:
    with pytest.raises(ValueError, match=code):
        severities_with({code: "warning"})
    assert severities_with({code: "error"})[code] == "error"


def test_a_list_for_one_regency_takes_nobody_of_another(bench: Bench) -> None:
    party_id = bench.centre.party_id or 0
    operator = Actor(bench.centre.user_id, "Ambon", bench.centre.role, party_id, AMBON)
    people = builders.people_of(AMBON, 3) + builders.people_of(MALUKU_TENGAH, 2, seed=2)
    delivery = bench.send(people, actor=operator, regency=AMBON, title_rows=0)
    assert (delivery.accepted, delivery.rejected) == (3, 2)
    assert codes_of(delivery) == {row: {"region_outside_scope"} for row in (5, 6)}
    for elsewhere in (MALUKU_TENGAH, "", "81"):
        with pytest.raises(Refused):
            bench.send(people, actor=operator, regency=elsewhere)


def test_a_delivery_that_was_answered_is_never_answered_otherwise(
    bench: Bench, tmp_path: Path
) -> None:
    """Two workers on one delivery: one of them may have been thought dead."""
    path = tmp_path / "daftar.csv"
    write_csv(path, [])
    delivery_id = builders.take_in(bench.centre, bench.cycle, path, bench.vault)
    judging.judge_delivery(delivery_id=delivery_id, vault=bench.vault, clock=clock.now)
    before = row_counts()
    late = Delivery.objects.get(pk=delivery_id)
    problem = judging.UnreadableFile("reader_timeout")
    judging.answer_unreadable(late, problem, clock.now())
    assert Delivery.objects.get(pk=delivery_id).state == "judged"
    assert row_counts() == before


def test_headings_and_names_that_cannot_be_stored_do_no_harm(bench: Bench) -> None:
    titles = {**TITLES, "x": "Catatan _x0000_ 9901011203900017", "y": "\N{PILE OF POO}" * 3000}
    delivery = bench.send(builders.people_of(AMBON, 2), titles=titles)
    assert (delivery.state, delivery.accepted) == ("judged", 2)


def test_an_identity_number_is_nowhere_in_the_database(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    people = builders.people_of(AMBON, 120)
    rows, expected = spoil(people, share=0.6, seed=3)
    rows[0] |= {"sex": f"{people[0]['national_id']} L", "name": people[0]["national_id"]}
    rows[1] |= {"district": f"Sirimau {people[1]['national_id']}"}
    titles = {**TITLES, "x": f"Ketua {people[3]['national_id']}"}
    name = f"anggota {people[2]['national_id']}.xlsx"
    delivery = bench.send(rows, name=name, titles=titles)
    assert delivery.rejected > len(expected) / 2
    numbers = {str(row["national_id"]) for row in [*rows, *people] if row["national_id"]}
    sound = next(people[i] for i in range(2, len(people)) if i not in expected)
    assert places_of({sound["card_number"]}) == {"members_member"}
    assert places_of({number for number in numbers if len(number) >= 15}) == set()
    assert not any(number in caplog.text for number in numbers)


def places_of(texts: set[str]) -> set[str]:
    """Tables in which one of the texts stands in some column, as text or as bytes."""
    patterns = [f"%{form}%" for text in texts for form in (text, text.encode().hex())]
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT 1 FROM "{table}" AS t WHERE t::text LIKE ANY(%s) LIMIT 1',  # noqa: S608
                [patterns],
            )
            if cursor.fetchone():
                found.add(table)
    return found


def test_the_cells_of_a_rejected_row_open_only_in_their_place(bench: Bench) -> None:
    people = builders.people_of(AMBON, 2)
    rows: list[dict[str, Any]] = [person | {"sex": "?"} for person in people]
    delivery = bench.send(rows, title_rows=0)
    opened = findings.rejected_rows(delivery.id)
    nik_column = delivery.columns["national_id"]
    assert [row.cells[nik_column] for row in opened] == [p["national_id"] for p in people]
    first, second = RejectedRow.objects.filter(delivery_id=delivery.id).order_by("row")
    RejectedRow.objects.filter(pk=second.pk).update(cells=bytes(first.cells))
    with pytest.raises(SealBroken):
        findings.rejected_rows(delivery.id)


def test_a_file_named_after_a_person_is_told_from_another(bench: Bench) -> None:
    """The masked name stays the key's content: sending it again is no other file."""
    path = bench.folder / "9901011203900017.csv"
    write_csv(path, builders.people_of(AMBON, 1))
    first = builders.deliver(bench.centre, bench.cycle, path, bench.vault)
    assert first.file_name == "9901••••••••••17.csv"
    assert builders.deliver(bench.centre, bench.cycle, path, bench.vault) == first


def test_a_whole_file_of_another_size_is_no_delivery(bench: Bench) -> None:
    with pytest.raises(PartLost), transaction.atomic():
        take_in_whole_file(
            actor=bench.centre,
            cycle_id=bench.cycle.id,
            file_name="a.csv",
            size=10,
            chunks=[b"12345"],
            regency_code="",
            vault=bench.vault,
            now=clock.now(),
        )
    assert Delivery.objects.count() == 0
    assert rejected_by_regency(party_id=bench.centre.party_id or 0, cycle_id=bench.cycle.id) == {}
