from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from sipol.config.commands import regions as regions_command
from sipol.config.commands import thresholds as thresholds_command
from sipol.infra.ledger import queries as ledger
from sipol.kernel.digests import sha256_hex
from sipol.kernel.refusals import Refused
from sipol.records.regions import actions, queries
from sipol.records.regions.readers import shipped
from sipol.records.timetable.actions.cycles import open_cycle

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
FIRST, SECOND = date(2025, 4, 25), date(2026, 3, 1)
OLD = (
    "code,name\n91,PAPUA\n91.01,KAB. MERAUKE\n91.01.01,Merauke\n91.01.01.2001,Wasur\n"
    "91.02,KAB. JAYAPURA\n91.02.01,Sentani\n"
)
NEW = (
    "code,name\n91,Papua\n91.02,KAB. JAYAPURA\n91.02.02,Depapre\n93,Papua Selatan\n"
    "93.01,Kabupaten Merauke\n93.01.01,Merauke\n93.01.01.2001,Wasur\n"
)


def load(text: str, effective: date) -> actions.RegionLoad:
    return actions.load_region_list(
        text=text,
        source="uji.csv",
        decree="Keputusan uji",
        actor_name="operator",
        effective=effective,
        now=NOW,
    )


def entries(kind: str) -> list[dict[str, object]]:
    """The payloads of this kind, oldest first."""
    """The payloads of that kind, without the one of the list that every test database has."""
    found = [entry.payload for entry in ledger.entries(limit=1000) if entry.kind == kind]
    return found[1:] if kind == "regions.loaded" else found


def names_in(text: str) -> list[tuple[str, str]]:
    return sorted((code, name) for code, name in (row.split(",") for row in text.split("\n")[1:-1]))


@pytest.fixture
def cycle_id() -> int:
    cycle = open_cycle(
        slug="uji",
        name="Pemilu uji",
        opens_at=datetime(2026, 1, 1, tzinfo=UTC),
        closes_at=datetime(2026, 12, 1, tzinfo=UTC),
        age_reference_date=date(2026, 12, 1),
        legal_basis="",
        actor_name="operator",
        now=NOW,
    )
    return cycle.id


def test_the_first_list_is_in_force_from_its_day() -> None:
    loaded = load(OLD, FIRST)
    assert loaded.applied
    assert queries.region_table_rows() == names_in(OLD)
    assert queries.region_table_rows(date(2025, 4, 24)) == []
    assert queries.region_table_rows(FIRST) == names_in(OLD)
    assert queries.provinces() == [("91", "PAPUA")]
    assert queries.regencies() == [("91.01", "KAB. MERAUKE"), ("91.02", "KAB. JAYAPURA")]
    assert queries.children("91.01.01") == [("91.01.01.2001", "Wasur")]
    assert queries.children("") == queries.provinces()


def test_a_new_list_keeps_the_old_one_readable() -> None:
    load(OLD, FIRST)
    loaded = load(NEW, SECOND)
    assert loaded.comparison.counts == {"added": 2, "removed": 1, "renamed": 1, "moved": 3}
    assert queries.region_table_rows() == names_in(NEW)
    assert queries.region_table_rows(SECOND) == names_in(NEW)
    assert queries.region_table_rows(date(2026, 2, 28)) == names_in(OLD)
    assert queries.successors("91.01") == [("93.01", "Kabupaten Merauke")]
    assert queries.successors("91.02.01") == []
    assert queries.names(["91", "91.01", "93.01", "99"]) == {
        "91": "Papua",
        "91.01": "KAB. MERAUKE",
        "93.01": "Kabupaten Merauke",
    }


def test_each_applied_list_is_one_ledger_entry() -> None:
    load(OLD, FIRST)
    load(NEW, SECOND)
    load(NEW, SECOND)
    payloads = entries("regions.loaded")
    assert [(p["added"], p["moved"], p["effective"]) for p in payloads] == [
        (6, 0, "2025-04-25"),
        (2, 3, "2026-03-01"),
    ]
    newest = queries.region_list()
    assert newest is not None
    assert payloads[1]["sha256"] == newest.sha256 == sha256_hex(NEW.encode())
    assert newest.loaded_by == "operator"


def test_a_list_with_findings_changes_nothing() -> None:
    load(OLD, FIRST)
    loaded = load(NEW + "94.01,Orphan\n", SECOND)
    assert not loaded.applied
    assert [finding.code for finding in loaded.findings] == ["parent_missing"]
    assert queries.region_table_rows() == names_in(OLD)
    assert len(entries("regions.loaded")) == 1


def test_a_list_may_be_corrected_on_its_first_day_but_not_before() -> None:
    load(OLD, SECOND)
    with pytest.raises(Refused, match="region_list_older"):
        load(NEW, FIRST)
    load(NEW, SECOND)
    assert queries.region_table_rows(SECOND) == names_in(NEW)
    load(OLD, SECOND)
    assert queries.region_table_rows(SECOND) == names_in(OLD)


def test_the_table_itself_refuses_a_second_open_row_or_a_false_level() -> None:
    load(OLD, FIRST)
    copy = (
        "INSERT INTO regions_region (code, level, name, parent_code, valid_from, region_list_id)"
        " SELECT {code}, {level}, name, parent_code, valid_from, region_list_id"
        " FROM regions_region WHERE code = '91.02'"
    )
    for code, level in (("code", "level"), ("'91.03'", "'village'"), ("'92.01'", "level")):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(copy.format(code=code, level=level))


def test_a_threshold_table_replaces_the_one_before(cycle_id: int) -> None:
    load(OLD, FIRST)

    def load_thresholds(text: str) -> actions.ThresholdLoad:
        return actions.load_threshold_table(
            cycle_id=cycle_id, text=text, source="uji.csv", actor_name="operator", now=NOW
        )

    assert queries.threshold_table(cycle_id) is None
    first = load_thresholds("code,population\n91.01,239629\n91.02,1461391\n")
    assert (first.applied, first.provisional, len(first.changes)) == (True, True, 2)

    decreed = "code,population,minimum\n91.01,239629,239\n91.02,1461391,1000\n"
    second = load_thresholds(decreed)
    assert (second.applied, second.provisional) == (True, False)
    assert [tuple(change) for change in second.changes] == [("91.01", 240, 239)]
    assert not load_thresholds(decreed).applied

    table = queries.threshold_table(cycle_id)
    assert table is not None
    assert not table.provisional
    row = queries.thresholds(cycle_id)[0]
    assert (row.regency_code, row.name, row.population) == ("91.01", "KAB. MERAUKE", 239629)
    assert (row.calculated, row.minimum) == (240, 239)
    assert [p["minimum_sum"] for p in entries("thresholds.loaded")] == [1240, 1239]


def test_a_wrong_threshold_table_changes_nothing(cycle_id: int) -> None:
    with pytest.raises(Refused, match="region_list_missing"):
        queries.plan_threshold_table(cycle_id=cycle_id, text="code,population\n91.01,5000\n")
    load(OLD, FIRST)
    loaded = actions.load_threshold_table(
        cycle_id=cycle_id,
        text="code,population\n91.01,5000\n",
        source="uji.csv",
        actor_name="operator",
        now=NOW,
    )
    assert not loaded.applied
    assert queries.thresholds(cycle_id) == []
    assert entries("thresholds.loaded") == []


def test_the_command_shows_first_and_applies_when_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(OLD, FIRST)
    file = tmp_path / "baru.csv"
    file.write_text(NEW)

    assert regions_command.load(file) == 0
    shown = capsys.readouterr().out
    assert "91.01 KAB. MERAUKE -> 93.01 Kabupaten Merauke" in shown
    assert "--apply" in shown
    assert queries.region_table_rows() == names_in(OLD)

    assert regions_command.load(file, apply=True, effective=SECOND, source="Lampiran") == 0
    assert queries.region_table_rows() == names_in(NEW)

    file.write_text(NEW + "93.1,Asmat\n")
    assert regions_command.load(file, apply=True) == 1
    assert "Baris 9, kolom code" in capsys.readouterr().out
    assert regions_command.load(tmp_path / "tiada.csv") == 1
    file.write_bytes(b"code,name\n11,\xe9\n")
    assert regions_command.load(file) == 1
    assert queries.region_table_rows() == names_in(NEW)


def test_the_command_loads_thresholds_for_the_current_cycle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cycle_id: int
) -> None:
    load(OLD, FIRST)
    file = tmp_path / "ambang.csv"
    file.write_text("code,population,minimum\n91.01,239629,240\n91.02,-5,3\n")
    assert thresholds_command.load(file) == 1
    assert "Baris 3, kolom population: -5 negatif" in capsys.readouterr().out

    file.write_text("code,population\n91.01,239629\n91.02,1461391\n")
    assert thresholds_command.load(file, "tiada") == 1
    assert thresholds_command.load(file, apply=False) == 0
    assert queries.thresholds(cycle_id) == []
    assert thresholds_command.load(file, "uji") == 0
    shown = capsys.readouterr().out
    assert "SEMENTARA" in shown
    assert "91.01: tidak ada -> 240" in shown
    assert [row.minimum for row in queries.thresholds(cycle_id)] == [240, 1000]


@pytest.mark.skipif(not shipped.SHIPPED_LIST.exists(), reason="the region list is not built")
def test_the_shipped_list_and_demo_table_load_once(cycle_id: int) -> None:
    assert regions_command.load_shipped()
    assert not regions_command.load_shipped()
    assert thresholds_command.load_demo(cycle_id)
    assert not thresholds_command.load_demo(cycle_id)
    assert len(queries.region_table_rows()) == 91_599
    rows = queries.thresholds(cycle_id)
    assert len(rows) == 514
    assert all(row.name != row.regency_code for row in rows)
    table = queries.threshold_table(cycle_id)
    assert table is not None
    assert table.provisional
