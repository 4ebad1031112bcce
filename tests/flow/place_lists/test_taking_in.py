"""Lists of boards and officers: every row accounted for, nothing guessed, nothing done twice."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.regions import queries as regions
from sipol.records.regions.rules.codes import Level
from sipol.records.timetable.queries import CycleFacts
from tests.builders import party_in, person_of, running_cycle
from tests.flow.place_lists.sheets import (
    BOARD_HEADINGS,
    OFFICER_HEADINGS,
    facts_of,
    send,
    workbook,
)

PERIOD = ("27-03-2025", "27-03-2025", "27-03-2030")
NIK = "8171015205870003"


@pytest.fixture
def cycle(db: None) -> CycleFacts:
    return running_cycle()


@pytest.fixture
def leader(cycle: CycleFacts) -> Actor:
    return person_of(party_in(cycle))


def board_row(code: str, number: str = "SK-1", *names: str) -> list[object]:
    return [code, *(names or ("", "", "")), number, *PERIOD]


def boards(cycle: CycleFacts, actor: Actor) -> dict[str, tuple[int, dict[str, str]]]:
    from sipol.records.boards.queries import standing_boards

    return standing_boards(actor.party_id or 0, cycle.id)


def codes_of(facts) -> dict[str, int]:
    from sipol.flow.place_lists.models import RejectedListRow

    found: dict[str, int] = {}
    for findings in RejectedListRow.objects.filter(
        place_list_id=facts.id, replaced_by=None
    ).values_list("findings", flat=True):
        for code, _column, _values in findings:
            found[code] = found.get(code, 0) + 1
    return found


def test_three_thousand_boards_with_planted_errors_are_all_accounted_for(
    leader: Actor, cycle: CycleFacts
):
    from sipol.infra.ledger.models import Entry, Receipt

    districts = [code for code, _ in regions.within(Level.DISTRICT)][:3000]
    rows = [board_row(code, f"SK-{at}") for at, code in enumerate(districts)]
    rows[10][5] = "31-02-2025"
    rows[20][0] = "99.99.99"
    rows[30][4] = ""
    rows[40][0] = rows[41][0]
    rows[50][7] = "01-01-2020"
    rows[60][0] = "8171"[:3]
    before = clock.now()
    facts = facts_of(leader, cycle, "board", workbook(BOARD_HEADINGS, rows))
    assert (clock.now() - before).total_seconds() < 60  # seconds; the bound is for a busy machine
    assert (facts.sent, facts.added, facts.replaced, facts.unchanged) == (3000, 2993, 0, 0)
    assert facts.rejected == 7
    assert codes_of(facts) == {
        "filed_date": 1,
        "list_region_unknown": 1,
        "filed_missing": 1,
        "list_place_twice": 2,
        "period_backwards": 1,
        "list_region_code": 1,
    }
    assert len(boards(cycle, leader)) == 2993
    entry = Entry.objects.get(kind="place_list.judged")
    assert entry.payload["sent"] == 3000
    assert entry.payload["rejected"] == 7
    receipt = Receipt.objects.get(kind="place_list")
    assert receipt.body["rows"] == {
        "sent": 3000,
        "added": 2993,
        "replaced": 0,
        "unchanged": 0,
        "rejected": 7,
    }


def test_no_figure_of_a_list_can_be_moved_alone(leader: Actor, cycle: CycleFacts):
    from sipol.flow.place_lists.models import PlaceList

    send(leader, cycle, "board", workbook(BOARD_HEADINGS, [board_row("81.71")]))
    for figure in ("rows_sent", "rows_added", "rows_replaced", "rows_unchanged", "rows_rejected"):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlaceList.objects.update(**{figure: 7})


def test_the_same_file_again_is_the_same_list_and_one_effect(leader: Actor, cycle: CycleFacts):
    from sipol.infra.ledger.models import Receipt

    content = workbook(BOARD_HEADINGS, [board_row("81.71"), board_row("xx")])
    first, again = (send(leader, cycle, "board", content) for _ in range(2))
    assert (first.already, again.already) == (False, True)
    assert first.id == again.id
    assert Receipt.objects.filter(kind="place_list").count() == 1
    assert boards(cycle, leader)["81.71"][0] == 1


def test_a_list_says_what_it_adds_replaces_and_leaves(leader: Actor, cycle: CycleFacts):
    send(leader, cycle, "board", workbook(BOARD_HEADINGS, [board_row("81.71"), board_row("81")]))
    rows = [board_row("81.71", "SK-2"), board_row("81"), board_row("81.01")]
    rows[0][5:] = ["", "", ""]
    facts = facts_of(leader, cycle, "board", workbook(BOARD_HEADINGS, rows))
    assert (facts.added, facts.replaced, facts.unchanged, facts.rejected) == (1, 1, 1, 0)
    version, texts = boards(cycle, leader)["81.71"]
    assert (version, texts["decree_number"]) == (2, "SK-2")
    assert texts["decree_date"] == "27-03-2025"  # an empty cell takes nothing away


def test_dates_may_be_dates_of_the_spreadsheet(leader: Actor, cycle: CycleFacts):
    import io

    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ("Kode Wilayah", "Nomor SK", "Tanggal SK"))
        sheet.write_row(1, 0, ("81.71", "SK-1"))
        sheet.write_datetime(1, 2, date(2025, 3, 27), day)
    send(leader, cycle, "board", target.getvalue())
    assert boards(cycle, leader)["81.71"][1]["decree_date"] == "27-03-2025"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Maluku", "Kota Ambon", "Nusaniwe"), "81.71.01"),
        (("prov. maluku", "KOTA AMBON", "Kec. Nusaniwe"), "81.71.01"),
        (("Maluku", "", ""), "81"),
        (("Pusat", "", ""), ""),
        (("", "", "Nusaniwe"), "list_parent_missing"),
        (("Maluku", "", "Nusaniwe"), "list_parent_missing"),
        (("Jawa Barat", "Bandung", ""), "list_region_ambiguous"),
        (("Jawa Barat", "Kota Bandung", ""), "32.73"),
        (("Maluku", "Kota Bandung", ""), "list_name_unknown"),
        (("Maluku", "Kota Ambon", "Nusaniwa"), "list_name_unknown"),
        (("", "", ""), "list_region_missing"),
    ],
)
def test_names_are_looked_for_in_the_region_above_and_nowhere_else(
    leader: Actor, cycle: CycleFacts, names: tuple[str, str, str], expected: str
):
    facts = facts_of(leader, cycle, "board", workbook(BOARD_HEADINGS, [board_row("", "S", *names)]))
    found = boards(cycle, leader)
    assert list(found or codes_of(facts)) == [expected]


def test_a_name_that_does_not_fit_its_code_keeps_the_row_out(leader: Actor, cycle: CycleFacts):
    row = board_row("81.71.01", "S", "Maluku", "Kota Ambon", "Sirimau")
    facts = facts_of(leader, cycle, "board", workbook(BOARD_HEADINGS, [row]))
    assert codes_of(facts) == {"list_region_differs": 1}


def test_an_operator_writes_inside_their_scope_only(cycle: CycleFacts):
    party = party_in(cycle)
    operator = person_of(party, "81.71")
    rows = [board_row("81.71.01"), board_row("81.01"), board_row("", "S-2", "", "", "Sirimau")]
    facts = facts_of(operator, cycle, "board", workbook(BOARD_HEADINGS, rows))
    assert codes_of(facts) == {"list_outside_scope": 1}
    assert set(boards(cycle, operator)) == {"81.71.01", "81.71.02"}


def test_somebody_elses_list_cannot_be_read(cycle: CycleFacts):
    from sipol.flow.place_lists.queries import latest_lists, place_list

    mine, theirs = (person_of(party_in(cycle, name)) for name in ("MELATI", "KENANGA"))
    sent = send(mine, cycle, "board", workbook(BOARD_HEADINGS, [board_row("81.71")]))
    assert place_list(mine, sent.id) is not None
    assert place_list(theirs, sent.id) is None
    assert latest_lists(theirs, cycle_id=cycle.id) == []


def test_nothing_is_taken_in_when_the_window_is_closed(leader: Actor, cycle: CycleFacts):
    from sipol.flow.place_lists.models import PlaceList

    after = cycle.closes_at + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        send(leader, cycle, "board", workbook(BOARD_HEADINGS, [board_row("81.71")]), now=after)
    assert refused.value.refusal.code == "window_closed"
    assert PlaceList.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\x01\x02 no spreadsheet", "file_not_spreadsheet"),
        (b"PK\x03\x04" + b"\x00" * 400, "file_damaged"),
        (b"satu;dua\n1;2\n", "header_not_found"),
        (b"kode_wilayah;tanggal_sk\n81;27-03-2025\n", "column_missing"),
        (b"kode_wilayah;nomor_sk;tanggal_sk\n", "file_empty"),
    ],
)
def test_a_hostile_or_useless_file_is_refused_and_leaves_nothing(
    leader: Actor, cycle: CycleFacts, content: bytes, code: str
):
    from sipol.flow.place_lists.models import PlaceList

    with pytest.raises(UnreadableFile) as unreadable:
        send(leader, cycle, "board", content)
    assert unreadable.value.code == code
    assert PlaceList.objects.count() == 0


def test_officers_are_found_again_by_their_identity_number(leader: Actor, cycle: CycleFacts):
    from sipol.records.boards.models import Officer

    people = [
        ["81.71", "Ketua DPC", "Ratna Wulandari", "perempuan", NIK],
        ["81.71", "Sekretaris", "Budi Santoso", "L", ""],
    ]
    facts = facts_of(leader, cycle, "officer", workbook(OFFICER_HEADINGS, people))
    assert (facts.added, facts.rejected) == (2, 0)
    people[0][1] = "Bendahara"
    people.append(["81.71", "Ketua", "Orang Lain", "L", "123"])
    facts = facts_of(leader, cycle, "officer", workbook(OFFICER_HEADINGS, people))
    assert (facts.added, facts.replaced, facts.unchanged, facts.rejected) == (0, 1, 1, 1)
    assert codes_of(facts) == {"filed_nik": 1}
    assert set(Officer.objects.values_list("name", "post")) == {
        ("Ratna Wulandari", "treasurer"),
        ("Budi Santoso", "secretary"),
    }


def test_an_identity_number_that_the_spreadsheet_rounded_is_told(leader: Actor, cycle: CycleFacts):
    people = [["81.71", "Ketua DPC", "Ratna Wulandari", "P", 8171015205870000]]
    facts = facts_of(leader, cycle, "officer", workbook(OFFICER_HEADINGS, people))
    assert codes_of(facts) == {"list_number_rounded": 1}


def test_an_identity_number_is_nowhere_in_what_is_kept(leader: Actor, cycle: CycleFacts):
    from sipol.flow.place_lists.models import PlaceList, RejectedListRow

    people = [
        ["81.71", f"Ketua {NIK}", "Ratna", "P", NIK],
        [NIK, "Ketua", "Ratna", "P", NIK],
        ["", "Ketua", "Ratna", "P", NIK],
        ["81.01", "Ketua", "Ratna", "X", NIK],
    ]
    content = workbook((*OFFICER_HEADINGS, NIK), people)
    facts = facts_of(leader, cycle, "officer", content)
    assert facts.rejected == 4
    kept = json.dumps(
        [
            list(PlaceList.objects.values()),
            [
                {**row, "cells": bytes(row["cells"]).decode("latin-1")}
                for row in RejectedListRow.objects.values()
            ],
        ],
        default=str,
    )
    assert NIK not in kept


def test_a_mended_row_takes_its_earlier_version_off_the_list(leader: Actor, cycle: CycleFacts):
    from sipol.flow.intake.rules.row_keys import row_key
    from sipol.flow.place_lists.queries import finding_groups, place_list

    rows = [board_row("xx"), board_row("81.71"), board_row("yy")]
    first = facts_of(leader, cycle, "board", workbook(BOARD_HEADINGS, rows))
    mended = [*board_row("81.01"), row_key(first.id, 2)]
    headings = (*BOARD_HEADINGS, "kunci_baris")
    facts_of(leader, cycle, "board", workbook(headings, [mended]))
    now = place_list(leader, first.id)
    assert now is not None
    assert (now.rejected, now.mended, now.open_rows) == (2, 1, 1)
    assert [row for group in finding_groups(now) for row, _ in group.examples] == [4]
    assert set(boards(cycle, leader)) == {"81.01", "81.71"}


def test_offices_and_accounts_come_by_the_same_door(leader: Actor, cycle: CycleFacts):
    from sipol.records.bank_accounts.queries import accounts_by_region
    from sipol.records.offices.queries import standing_offices

    offices = workbook(
        ("kode_wilayah", "alamat", "kecamatan", "status_kantor", "dapat_dipakai_sampai"),
        [
            ["81.71", "Jalan Pattimura 1", "Sirimau", "Pinjam pakai", "31-12-2029"],
            ["81.71.01", "Jalan Dua", "", "Sewa", ""],
            ["81", "Jalan Tiga", "", "numpang", ""],
        ],
    )
    facts = facts_of(leader, cycle, "office", offices)
    assert (facts.added, facts.rejected) == (1, 2)
    assert codes_of(facts) == {"list_level": 1, "filed_choice": 1}
    assert standing_offices(leader.party_id or 0, cycle.id)["81.71"][1]["tenure"] == "loan"
    accounts = workbook(
        ("kode_wilayah", "bank", "nomor_rekening", "atas_nama"),
        [["81.71", "Bank Maluku", "0123456789", "Partai Melati"]],
    )
    assert facts_of(leader, cycle, "bank_account", accounts).added == 1
    assert accounts_by_region(leader.party_id or 0, cycle.id)["81.71"].masked.endswith("6789")
