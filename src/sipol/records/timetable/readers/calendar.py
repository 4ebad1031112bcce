"""A calendar file (TOML): one cycle, its stages and its windows. Plain Python.

Times are written as on the wall, with their zone: `2022-08-14 23:59:59 WIB`. A window with
`daily = true` is one window a day, from the hour of `starts` to the hour of `ends`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sipol.kernel.clock import WIB, WIT, WITA
from sipol.kernel.findings import Finding, Severity
from sipol.records.timetable.rules.calendars import Calendar, StageTerms, WindowTerms
from sipol.records.timetable.rules.windows import FILING, KINDS, PURPOSES

EXAMPLE_2022 = Path(__file__).resolve().parent.parent / "data" / "calendar-2022.toml"
MOST_DAYS = 400

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) (WIB|WITA|WIT)")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_ZONES = {"WIB": WIB, "WITA": WITA, "WIT": WIT}


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """A calendar, or why there is none: exactly one of the two."""

    calendar: Calendar | None
    findings: tuple[Finding, ...] = ()


class _Wrong(Exception):
    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.finding = Finding(code, Severity.ERROR, values=values)


def read_calendar(text: str) -> CalendarReading:
    """The calendar in the text; all stages and windows are looked at before it is refused."""
    try:
        document = tomllib.loads(text)
        head = _cycle(_table(document, "cycle"))
    except tomllib.TOMLDecodeError as error:
        wrong = Finding("calendar_unreadable", Severity.ERROR, values={"detail": str(error)})
        return CalendarReading(None, (wrong,))
    except _Wrong as wrong_head:
        return CalendarReading(None, (wrong_head.finding,))
    stages: list[StageTerms] = []
    windows: list[WindowTerms] = []
    findings: list[Finding] = []
    for name, read, target in (("stage", _stage, stages), ("window", _windows, windows)):
        for fields in _tables(document, name):
            try:
                target.extend(read(fields))  # type: ignore[arg-type]
            except _Wrong as wrong_item:
                findings.append(wrong_item.finding)
    findings += _twice([one.code for one in stages]) + _twice([one.code for one in windows])
    if findings:
        return CalendarReading(None, tuple(findings))
    return CalendarReading(replace(head, stages=tuple(stages), windows=tuple(windows)))


def _cycle(fields: Mapping[str, Any]) -> Calendar:
    at = "cycle"
    opens, closes = _span(fields, at, "opens_at", "closes_at")
    day = fields.get("age_reference_date")
    if not isinstance(day, date) or isinstance(day, datetime):
        raise _Wrong("calendar_field_missing", where=at, field="age_reference_date")
    return Calendar(
        slug=_code(fields, at, "slug"),
        name=_text(fields, at, "name"),
        opens_at=opens,
        closes_at=closes,
        age_reference_date=day,
        legal_basis=_text(fields, at, "legal_basis"),
        paper_counts_from_person=bool(fields.get("paper_counts_from_person", True)),
    )


def _stage(fields: Mapping[str, Any]) -> list[StageTerms]:
    at = f"stage {fields.get('code', '?')}"
    starts, ends = _span(fields, at, "starts", "ends")
    code, name = _code(fields, at, "code"), _text(fields, at, "name")
    return [StageTerms(code, name, starts, ends, _text(fields, at, "legal_basis"))]


def _windows(fields: Mapping[str, Any]) -> list[WindowTerms]:
    at = f"window {fields.get('code', '?')}"
    starts, ends = _span(fields, at, "starts", "ends")
    kinds = fields.get("kinds", [])
    kinds = list(KINDS) if kinds == "all" else kinds
    purpose = fields.get("purpose", FILING)
    if not isinstance(kinds, list) or not kinds or not set(map(str, kinds)) <= set(KINDS):
        raise _Wrong("calendar_kind_unknown", where=at, known=", ".join(KINDS))
    if purpose not in PURPOSES:
        raise _Wrong("calendar_purpose_unknown", where=at, known=", ".join(PURPOSES))
    waits = _instant(fields, at, "closing_until") if "closing_until" in fields else None
    if waits is not None and waits < ends:
        raise _Wrong("calendar_span_wrong", where=at)
    whole = WindowTerms(
        code=_code(fields, at, "code"),
        name=_text(fields, at, "name"),
        kinds=tuple(kind for kind in KINDS if kind in kinds),
        starts_at=starts,
        ends_at=ends,
        legal_basis=_text(fields, at, "legal_basis"),
        closing_until=waits,
        purpose=purpose,
        regions=tuple(str(code) for code in fields.get("regions", [])),
        reference=str(fields.get("reference", "")),
    )
    return _days(whole, at) if fields.get("daily") is True else [whole]


def _days(whole: WindowTerms, at: str) -> list[WindowTerms]:
    """One window a day, from the first day's hour to the last day's hour."""
    length = timedelta(seconds=(whole.ends_at - whole.starts_at).total_seconds() % 86400)
    count = (whole.ends_at - whole.starts_at).days + 1
    if not length or count > MOST_DAYS:
        raise _Wrong("calendar_span_wrong", where=at)
    starts = [whole.starts_at + timedelta(days=day) for day in range(count)]
    return [
        replace(
            whole,
            code=f"{whole.code}-{start.astimezone(WIB):%m%d}",
            starts_at=start,
            ends_at=start + length,
            closing_until=None,
        )
        for start in starts
    ]


def _span(fields: Mapping[str, Any], at: str, first: str, last: str) -> tuple[datetime, datetime]:
    starts, ends = _instant(fields, at, first), _instant(fields, at, last)
    if starts >= ends:
        raise _Wrong("calendar_span_wrong", where=at)
    return starts, ends


def _instant(fields: Mapping[str, Any], at: str, name: str) -> datetime:
    typed = fields.get(name)
    found = _TIME.fullmatch(typed) if isinstance(typed, str) else None
    if found is None:
        raise _Wrong("calendar_time_wrong", where=at, field=name)
    try:
        wall = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S")
    except ValueError:
        raise _Wrong("calendar_time_wrong", where=at, field=name) from None
    return wall.replace(tzinfo=_ZONES[found[2]]).astimezone(UTC)


def _text(fields: Mapping[str, Any], at: str, name: str) -> str:
    typed = fields.get(name)
    if not isinstance(typed, str) or not typed.strip():
        raise _Wrong("calendar_field_missing", where=at, field=name)
    return typed.strip()


def _code(fields: Mapping[str, Any], at: str, name: str) -> str:
    typed = _text(fields, at, name)
    if not _CODE.fullmatch(typed):
        raise _Wrong("calendar_code_wrong", where=at, field=name)
    return typed


def _table(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name)
    if not isinstance(found, dict):
        raise _Wrong("calendar_field_missing", where="berkas", field=name)
    return found


def _tables(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = document.get(name, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _twice(codes: list[str]) -> list[Finding]:
    again = sorted({code for code in codes if codes.count(code) > 1})
    return [Finding("calendar_code_twice", Severity.ERROR, values={"code": code}) for code in again]
