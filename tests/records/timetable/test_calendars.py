"""Calendar files: that of 2022 as it ships, what is wrong with others, and versions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from sipol.config.commands import calendar as command
from sipol.config.commands.deadline import verify
from sipol.infra import keys
from sipol.infra.keys.signing import public_pem
from sipol.kernel.actors import Actor, Role
from sipol.kernel.clock import WIB
from sipol.records.timetable import queries as timetable
from sipol.records.timetable.actions.cycles import apply_calendar, compare_calendar
from sipol.records.timetable.readers.calendar import EXAMPLE_2022, read_calendar
from sipol.records.timetable.rules.calendars import Calendar
from sipol.records.timetable.rules.windows import Phase, decide

NOW = datetime(2022, 6, 22, tzinfo=UTC)
PARTY = Actor(1, "Ratna", Role.PARTY_ADMIN, party_id=7)


def calendar_of_2022() -> Calendar:
    reading = read_calendar(EXAMPLE_2022.read_text("utf-8"))
    assert reading.calendar is not None, reading.findings
    return reading.calendar


def phase_2022(kind: str, *moment: int) -> Phase:
    known = timetable.windows(cycle_id_2022())
    now = datetime(2022, *moment, tzinfo=WIB)
    return decide(known, party_id=7, region_code="", kind=kind, now=now).phase


def cycle_id_2022() -> int:
    cycle = timetable.cycle_by_slug("pemilu-2024")
    assert cycle is not None
    return cycle.id


@pytest.mark.django_db
def test_the_calendar_of_2022_answers_as_it_was_in_2022() -> None:
    apply_calendar(calendar_of_2022(), actor_name="uji", now=NOW)
    assert timetable.current_cycle() is None
    assert phase_2022("members", 6, 23, 23, 59) is Phase.NOT_OPEN
    assert phase_2022("members", 7, 1, 3, 0) is Phase.OPEN
    assert phase_2022("hand_in", 8, 1, 7, 59) is Phase.NOT_OPEN
    assert phase_2022("hand_in", 8, 5, 15, 0) is Phase.OPEN
    assert phase_2022("hand_in", 8, 5, 16, 1) is Phase.CLOSED
    assert phase_2022("hand_in", 8, 14, 23, 59, 59) is Phase.OPEN
    assert phase_2022("hand_in", 8, 15, 0, 0, 0) is Phase.CLOSING
    assert phase_2022("hand_in", 8, 16, 13, 21) is Phase.CLOSED
    assert phase_2022("members", 9, 28, 23, 59, 59) is Phase.CORRECTION
    assert phase_2022("members", 12, 1, 12, 0) is Phase.CLOSED


@pytest.mark.django_db
def test_the_same_calendar_again_changes_nothing_and_another_makes_versions() -> None:
    calendar = calendar_of_2022()
    apply_calendar(calendar, actor_name="uji", now=NOW)
    assert compare_calendar(calendar).is_empty
    before = len(timetable.deadlines(cycle_id_2022()))
    apply_calendar(calendar, actor_name="uji", now=NOW)
    assert len(timetable.deadlines(cycle_id_2022())) == before
    first, *others = calendar.windows
    later = replace(first, ends_at=first.ends_at + timedelta(days=1), closing_until=None)
    changed = replace(calendar, windows=(later, *others[:-1]), stages=calendar.stages[1:])
    _, differences = apply_calendar(changed, actor_name="uji", now=NOW + timedelta(days=1))
    assert differences.windows.changed == ((later, ("ends_at", "closing_until")),)
    assert differences.windows.dropped == (others[-1].code,)
    assert differences.stages.dropped == (calendar.stages[0].code,)
    versions = timetable.window_versions(cycle_id_2022(), first.code)
    assert [version.version for version, _ in versions] == [2, 1]
    in_force = {window.code for window in timetable.windows(cycle_id_2022())}
    assert others[-1].code not in in_force


@pytest.mark.django_db
def test_the_command_shows_first_and_applies_when_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.load(EXAMPLE_2022) == 0
    assert timetable.cycle_by_slug("pemilu-2024") is None
    shown = capsys.readouterr().out
    assert "Jangka waktu baru: hand-in-last: 14-08-2022 08.00.00 WIB" in shown
    assert "Belum ada yang diubah" in shown
    assert command.load(EXAMPLE_2022, apply=True, make_current=True) == 0
    current = timetable.current_cycle()
    assert current is not None and current.slug == "pemilu-2024"
    assert command.load(EXAMPLE_2022) == 0
    assert "Tidak ada perbedaan" in capsys.readouterr().out


GOOD = """
[cycle]
slug = "uji"
name = "Uji"
opens_at = "2027-01-01 00:00:00 WIB"
closes_at = "2027-02-01 00:00:00 WIB"
age_reference_date = 2027-01-01
legal_basis = "uji"
[[window]]
code = "isi"
name = "Isi"
kinds = ["members"]
starts = "2027-01-01 00:00:00 WIT"
ends = "2027-01-31 23:59:59 WIT"
legal_basis = "uji"
"""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[cycle]", "[cycle", "calendar_unreadable"),
        ('name = "Uji"', "", "calendar_field_missing"),
        ("23:59:59 WIT", "23:59:59", "calendar_time_wrong"),
        ("2027-01-31 23:59:59", "2027-02-31 23:59:59", "calendar_time_wrong"),
        ("2027-01-31 23", "2026-01-31 23", "calendar_span_wrong"),
        ('"members"', '"rumours"', "calendar_kind_unknown"),
        ('code = "isi"', 'code = "Isi!"', "calendar_code_wrong"),
    ],
)
def test_a_calendar_with_a_fault_is_refused_with_its_place(old: str, new: str, code: str) -> None:
    assert read_calendar(GOOD).calendar is not None
    reading = read_calendar(GOOD.replace(old, new, 1))
    assert reading.calendar is None
    assert [finding.code for finding in reading.findings] == [code]
    assert command.CALENDAR_FINDINGS[code].format(**reading.findings[0].values)


@pytest.mark.django_db
def test_a_deadline_is_fetched_and_verified_without_the_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apply_calendar(calendar_of_2022(), actor_name="uji", make_current=True, now=NOW)
    last = next(w for w in timetable.windows(cycle_id_2022()) if w.code == "hand-in-last")
    client = Client()
    assert client.get("/tenggat/").status_code == 200
    page = client.get(f"/tenggat/{last.deadline_id}")
    assert "Senin, 15 Agustus 2022" in page.content.decode()
    document = client.get(f"/tenggat/{last.deadline_id}.json").content
    (tmp_path / "tenggat.json").write_bytes(document)
    (tmp_path / "signing.pub").write_bytes(public_pem(keys.current().public))
    paths = (tmp_path / "tenggat.json", tmp_path / "signing.pub")
    assert verify(*paths) == 0
    said = capsys.readouterr().out
    assert "14 Agustus 2022 pukul 23.59.59 WIB" in said
    assert "15 Agustus 2022 pukul 01.59.59 WIT" in said
    forged = document.replace(b"2022-08-14T16:59:59Z", b"2022-08-15T16:59:59Z")
    assert forged != document
    paths[0].write_bytes(forged)
    assert verify(*paths) == 1
    body = json.loads(document)["body"]
    assert body["ends_at"] == "2022-08-14T16:59:59Z" and body["last_second_counts"] is True
