"""A deadline that passes while an upload runs, over the real door and by the real clock."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

from django.test import Client

from sipol.flow.intake.models import Delivery
from sipol.kernel import clock
from sipol.records.accounts.models import User
from sipol.records.timetable.actions.cycles import WHOLE_CYCLE, apply_calendar
from sipol.records.timetable.rules.calendars import Calendar, WindowTerms
from sipol.records.timetable.rules.windows import KINDS
from tests.web.uploads.conftest import Country
from tests.web.uploads.sending import Sender

CONTENT = b"no_kta;nik;nama\n" * 100


def test_what_was_begun_in_time_is_received_and_marked_late(
    sender: Sender, country: Country
) -> None:
    ends = clock.now().replace(microsecond=0) + timedelta(seconds=2)
    _closes_at(ends)
    path = sender.create(len(CONTENT), key="mepet").headers["location"]
    assert sender.patch(path, 0, CONTENT[:500]).offset == 500
    time.sleep(max(0, (ends + timedelta(seconds=1.1) - clock.now()).total_seconds()))

    refused = sender.create(len(CONTENT), key="terlambat", regency="81.71")
    assert refused.status == 409
    assert "Ditutup" in refused.body.decode()
    whole = sender.patch(path, 500, CONTENT[500:])
    assert (whole.status, whole.offset) == (204, len(CONTENT))
    assert Delivery.objects.get().late_after == ends
    browser = Client()
    browser.force_login(User.objects.get(pk=country.centre.actor.user_id))
    shown = browser.get(whole.headers["sipol-delivery"]).content.decode()
    assert "Berkas tetap diterima. Yang dimulai sebelum tenggat dinilai oleh petugas" in shown


def _closes_at(ends: datetime) -> None:
    """The cycle of these tests now ends then."""
    begins = ends - timedelta(days=1)
    window = WindowTerms(WHOLE_CYCLE, "Masa pendaftaran", KINDS, begins, ends, "contoh")
    calendar = Calendar(
        "contoh", "Pemilu Contoh", begins, ends, date(2029, 2, 14), "contoh", windows=(window,)
    )
    apply_calendar(calendar, actor_name="uji", now=clock.now())
