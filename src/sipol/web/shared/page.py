"""The frame around every page: who is signed in, where they can go, what time the server has."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sipol.infra.notices.queries import unopened
from sipol.kernel import clock
from sipol.kernel.actors import PARTY_ROLES, Actor, Role
from sipol.web.shared.language import other_languages
from sipol.web.shared.people.words import office_word
from sipol.web.shared.session import seconds_left
from sipol.web.shared.timetable import clock_for

ROLE_TITLES = {
    Role.PARTY_ADMIN: "Admin partai",
    Role.PARTY_OPERATOR: "Operator partai",
    Role.COMMISSION: "KPU",
    Role.VERIFIER: "Verifikator KPU",
    Role.SUPERVISOR: "Bawaslu",
}

_PARTY = (
    (gettext_noop("Beranda"), "party:home"),
    (gettext_noop("Pengurus & kantor"), "party:boards"),
    (gettext_noop("Kirim anggota"), "party:send"),
    (gettext_noop("Kiriman"), "party:deliveries"),
    (gettext_noop("Dokumen"), "party:papers"),
    (gettext_noop("Cakupan"), "party:coverage"),
    (gettext_noop("Tanda terima"), "party:receipts"),
    (gettext_noop("Periksa & kirim"), "party:check"),
    (gettext_noop("Pengguna"), "party:people"),
)
_COMMISSION = (
    (gettext_noop("Meja penerimaan"), "commission:desk"),
    (gettext_noop("Jadwal"), "commission:timetable"),
    (gettext_noop("Pengguna"), "commission:people"),
)
_SUPERVISOR = (
    (gettext_noop("Semua partai"), "supervisor:overview"),
    (gettext_noop("Jadwal"), "supervisor:timetable"),
    (gettext_noop("Buku besar"), "supervisor:ledger"),
    (gettext_noop("Pengguna"), "supervisor:people"),
)
NAVIGATION: dict[Role, tuple[tuple[str, str], ...]] = {
    **dict.fromkeys(PARTY_ROLES, _PARTY),
    Role.COMMISSION: (*_COMMISSION, (gettext_noop("Surat partai"), "commission:letters")),
    Role.VERIFIER: _COMMISSION,
    Role.SUPERVISOR: _SUPERVISOR,
}
TIMETABLE_OF: dict[Role, str] = {
    **dict.fromkeys(PARTY_ROLES, "party:timetable"),
    Role.COMMISSION: "commission:timetable",
    Role.VERIFIER: "commission:timetable",
    Role.SUPERVISOR: "supervisor:timetable",
}


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Template variables that every page has."""
    now = clock.now()
    shown: dict[str, Any] = {
        "demo": settings.DEMO,
        "server_time": now,
        "server_time_wib": now.astimezone(clock.WIB),
        "other_languages": other_languages(request),
        "nav": [],
        "actor": None,
        # Called for each form: no two forms share a key.
        "new_request_key": uuid4,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return shown | {"deadline_clock": clock_for(None, now)}
    actor = user.as_actor()
    shown["deadline_clock"] = clock_for(actor, now)
    shown["timetable_url"] = reverse(TIMETABLE_OF[actor.role])
    ends_in = seconds_left(request)
    shown["actor"] = actor
    shown["account"] = user.email
    shown["session_ends_in"] = "" if ends_in is None else str(ends_in)
    shown["actor_role_title"] = _role_title(actor)
    shown["actor_party"] = user.party.short_name if user.party_id else ""
    # Called where the frame is drawn: answers in parts need no count.
    shown["unopened_notices"] = partial(unopened, actor)
    shown["nav"] = [
        {"title": _(title), "url": reverse(name), "current": request.path == reverse(name)}
        for title, name in NAVIGATION[actor.role]
    ]
    return shown


def _role_title(actor: Actor) -> str:
    """The role; in a region the office by its name, such as KIP Kota Banda Aceh."""
    if actor.is_party or not actor.region_code:
        return _(ROLE_TITLES[actor.role])
    if actor.role is Role.VERIFIER:
        return _("Verifikator {office}").format(office=office_word(actor))
    return office_word(actor)
