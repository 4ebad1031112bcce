"""Rules that hold for every page, checked on the templates themselves."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

from sipol.records.timetable.rules.windows import KINDS, Window, decide_for_person
from sipol.web.shared.timetable import clock_of

FOLDERS = [Path(folder) for folder in settings.TEMPLATES[0]["DIRS"]]
NAMES = sorted(
    str(file.relative_to(folder)) for folder in FOLDERS for file in folder.rglob("*.html")
)
CLOSES = datetime(2026, 8, 14, 16, 59, tzinfo=UTC)


def source_of(name: str) -> str:
    return next((f / name).read_text("utf-8") for f in FOLDERS if (f / name).exists())


def deadline_page(now: datetime) -> str:
    window = Window(
        "uji", 1, "Masa pendaftaran", KINDS, CLOSES - timedelta(days=14), CLOSES, "PKPU uji"
    )
    ruling = decide_for_person([window], party_id=None, scope="", now=now)
    page = render_to_string(
        "shared/deadline.html", {"deadline_clock": clock_of(ruling), "server_time": now}
    )
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_read(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_template_needs_an_inline_permission(name: str) -> None:
    text = source_of(name)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|hx-on", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


def test_the_deadline_stands_with_its_date_in_all_three_zones() -> None:
    text = deadline_page(CLOSES)
    assert "WIB Jumat, 14 Agustus 2026 pukul 23.59.00" in text
    assert "WITA Sabtu, 15 Agustus 2026 pukul 00.59.00" in text
    assert "WIT Sabtu, 15 Agustus 2026 pukul 01.59.00" in text


@pytest.mark.parametrize(
    ("away", "word"), [(-15 * 86400, "Belum dibuka"), (0, "Dibuka"), (1, "Ditutup")]
)
def test_the_last_second_still_counts_as_open(away: int, word: str) -> None:
    text = deadline_page(CLOSES + timedelta(seconds=away))
    assert text.startswith(f"Masa pendaftaran {word} ")
