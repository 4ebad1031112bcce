"""The demonstration's calendar: that of 2022 in its shape, with registration running today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sipol.kernel.clock import WIB
from sipol.records.timetable.rules.calendars import Calendar, StageTerms, WindowTerms
from sipol.records.timetable.rules.windows import CORRECTION, HAND_IN, KINDS

BASIS = "Siklus contoh menurut pola PKPU 4/2022"
LAST_SECOND = time(23, 59, 59)
# Code, name, first day and last day, counted from today.
STAGES = (
    ("announcement", "Pengumuman pendaftaran", -12, -10),
    ("registration", "Pendaftaran", -9, 12),
    ("administrative-verification", "Verifikasi administrasi", 13, 45),
    ("administrative-correction", "Perbaikan administrasi oleh partai", 49, 62),
    ("factual-verification", "Verifikasi faktual", 79, 99),
    ("determination", "Penetapan dan pengundian nomor urut", 139, 139),
)


def calendar_around(day: date, *, opens_at: datetime, closes_at: datetime) -> Calendar:
    """Stages and windows around a day in Jakarta; registration is open from one to the other."""
    filing = tuple(kind for kind in KINDS if kind != HAND_IN)
    return Calendar(
        slug="contoh",
        name="Pendaftaran Partai Politik (Demonstrasi)",
        opens_at=opens_at,
        closes_at=closes_at,
        age_reference_date=day,
        legal_basis=BASIS,
        stages=tuple(
            StageTerms(code, name, _first(day, start), _last(day, end), BASIS)
            for code, name, start, end in STAGES
        ),
        windows=(
            WindowTerms(
                "filing",
                "Pengisian data pendaftaran",
                filing,
                opens_at,
                closes_at,
                BASIS,
                closing_until=closes_at + timedelta(hours=37),
            ),
            WindowTerms(
                "hand-in",
                "Pengiriman pendaftaran",
                (HAND_IN,),
                opens_at,
                closes_at,
                BASIS,
                closing_until=closes_at + timedelta(hours=37),
            ),
            WindowTerms(
                "administrative-correction",
                "Perbaikan administrasi",
                KINDS,
                _first(day, 49),
                _last(day, 62),
                BASIS,
                purpose=CORRECTION,
            ),
        ),
    )


def _first(day: date, days: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), time.min, WIB)


def _last(day: date, days: int) -> datetime:
    return datetime.combine(day + timedelta(days=days), LAST_SECOND, WIB)
