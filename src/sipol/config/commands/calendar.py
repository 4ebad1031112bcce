"""`sipol calendar load`: a cycle's stages and windows, with what they change shown first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sipol.config.commands.table_files import read_text
from sipol.kernel import clock
from sipol.records.timetable.messages import CALENDAR_FINDINGS
from sipol.records.timetable.readers.calendar import read_calendar
from sipol.records.timetable.rules.calendars import Difference, Differences


def load(
    file: Path, *, apply: bool = False, make_current: bool = False, actor_name: str = "operator"
) -> int:
    """Print what the calendar would change, and with `apply` put it in force.

    Returns 0, or 1 where the file was refused and nothing was changed.
    """
    from sipol.records.timetable.actions import cycles

    text = read_text(file)
    if text is None:
        return 1
    reading = read_calendar(text)
    if reading.calendar is None:
        for finding in reading.findings:
            print(CALENDAR_FINDINGS[finding.code].format(**finding.values))
        print(f"{len(reading.findings)} temuan. Tidak ada yang diubah.")
        return 1
    calendar = reading.calendar
    print(
        f"{file.name}: {calendar.name} ({calendar.slug}), {len(calendar.stages)} tahapan, "
        f"{len(calendar.windows)} jangka waktu."
    )
    differences = cycles.compare_calendar(calendar)
    print_differences(differences)
    if differences.is_empty and not make_current:
        return 0
    if not apply:
        print("Belum ada yang diubah. Jalankan lagi dengan --apply untuk memberlakukannya.")
        return 0
    cycles.apply_calendar(
        calendar, actor_name=actor_name, make_current=make_current, now=clock.now()
    )
    print("Kalender diberlakukan; tenggatnya ditandatangani dan dicatat dalam buku besar.")
    return 0


def print_differences(differences: Differences) -> None:
    """Each stage and window that is new, changed or gone, with what is said of it."""
    if differences.is_empty:
        print("Tidak ada perbedaan dengan kalender yang berlaku.")
        return
    if differences.cycle:
        print(f"  Siklus: {', '.join(differences.cycle)}")
    _print_part("Tahapan", differences.stages)
    _print_part("Jangka waktu", differences.windows)


def _print_part(title: str, part: Difference[Any]) -> None:
    for terms in part.added:
        print(f"  {title} baru: {terms.code}: {_wib(terms.starts_at)} – {_wib(terms.ends_at)}")
    for terms, fields in part.changed:
        print(
            f"  {title} berubah: {terms.code} ({', '.join(fields)}): "
            f"{_wib(terms.starts_at)} – {_wib(terms.ends_at)}"
        )
    for code in part.dropped:
        print(f"  {title} dicabut: {code}")


def _wib(moment: datetime) -> str:
    return f"{moment.astimezone(clock.WIB):%d-%m-%Y %H.%M.%S} WIB"
