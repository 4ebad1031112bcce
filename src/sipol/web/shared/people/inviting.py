"""Inviting people, one by one or by a list, and what becomes of an invitation."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.flow.intake.messages import findings as file_words
from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.readers.small_table import read_small_table
from sipol.kernel import clock
from sipol.kernel.actors import Role
from sipol.kernel.findings import Finding, Severity, Where
from sipol.kernel.refusals import Refused
from sipol.records.access.actions import invitations
from sipol.records.access.messages import finding_sentence
from sipol.records.access.queries import invitation as find_invitation
from sipol.records.access.rules.invitations import Wanted
from sipol.records.access.rules.people_list import MOST_ROWS, end_of, read_day, read_people
from sipol.records.regions import queries as regions
from sipol.web.shared.language import in_force
from sipol.web.shared.people.listing import doors, list_page
from sipol.web.shared.people.words import role_word
from sipol.web.shared.refusals import sentence

LARGEST_FILE = 2 * 1024 * 1024
HEADING_ROWS = 10
BLANK = "{token}"
TEXTS = ("email", "name", "role", "region_code", "expires")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: its sentence, and the id of the field or the row of the file."""

    text: str
    field: str = ""
    row: int | None = None


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invite one person, by mail or by a link that is shown once."""
    typed = {name: request.POST.get(name, "").strip() for name in TEXTS}
    try:
        wanted, found = _wanted(request, typed)
        made = None
        if wanted is not None:
            made, found = invitations.invite(
                actor=request.actor, wanted=wanted, now=clock.now(), link=_mailed(request)
            )
    except Refused as refused:
        return _again(request, typed, [Problem(sentence(refused.refusal))])
    if made is None:
        problems = [
            Problem(finding_sentence(one, in_force()), f"isian-{one.where.column}") for one in found
        ]
        return _again(request, typed, problems)
    if "tautan" in request.POST:
        return _with_link(request, made)
    messages.success(request, _("Undangan dibuat; surelnya segera dikirim."))
    return redirect(doors(request)["people_door"])


@require_POST
def invite_file(request: HttpRequest) -> HttpResponse:
    """Invite all good rows of a list; the others are shown with what is wrong."""
    file = request.FILES.get("file")
    if file is None:
        return _again(request, {}, [Problem(_("Pilih dahulu berkasnya."), "isian-file")])
    if (file.size or 0) > LARGEST_FILE:
        return _again(request, {}, [Problem(_("Berkas lebih dari 2 MB."), "isian-file")])
    try:
        rows = _rows(file)
    except UnreadableFile as error:
        words = file_words.render(error.code, detail=error.values.get("limit", ""))
        return _again(request, {}, [Problem(" ".join(words), "isian-file")])
    reading = read_people(rows, party_id=request.actor.party_id)
    invited, against = invitations.invite_many(
        actor=request.actor,
        people=reading.wanted,
        now=clock.now(),
        link=invitation_address(),
    )
    found = sorted([*reading.findings, *against], key=lambda one: one.where.row or 0)
    problems = [Problem(finding_sentence(one, in_force()), row=one.where.row) for one in found]
    shown = {"invited": invited, "rows": reading.rows, "row_problems": problems}
    return render(request, "shared/people/list.html", list_page(request) | {"outcome": shown})


@require_GET
def invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    return render(request, "shared/people/invitation.html", _page(request, invitation_id))


@require_POST
def change_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Show a new link, send the mail again, or withdraw; by the button that was pressed."""
    what = {"actor": request.actor, "invitation_id": invitation_id, "now": clock.now()}
    try:
        if "tautan" in request.POST:
            return _with_link(request, invitation_id)
        if "kirim" in request.POST:
            invitations.send_again(**what, link=invitation_address())
            messages.success(request, _("Surel undangan segera dikirim ulang dengan tautan baru."))
        elif "tarik" in request.POST:
            invitations.withdraw(**what)
            messages.success(request, _("Undangan ditarik. Tautannya tidak berlaku lagi."))
    except Refused as refused:
        page = list_page(request) | {"problems": [Problem(sentence(refused.refusal))]}
        return render(request, "shared/people/list.html", page, status=422)
    return redirect(doors(request)["people_door"])


def invitation_address(token: str = BLANK) -> str:
    """Where an invitation is taken up, in full; with `{token}` for the mail to fill in."""
    path = reverse("public:invitation", args=["TOKEN"]).replace("TOKEN", token)
    return settings.PUBLIC_URL.rstrip("/") + path


def read_end(text: str, region_code: str) -> tuple[Any, list[Finding]]:
    """The end of an account as it was typed, None for no end, and what is wrong with the text."""
    if not text:
        return None, []
    day = read_day(text)
    if day is None:
        where = Where(column="expires")
        return None, [Finding("invite_day", Severity.ERROR, where)]
    return end_of(day, region_code), []


def read_role(text: str) -> tuple[Role | None, list[Finding]]:
    """The role that was chosen, or what is wrong with the choice."""
    if text in {role.value for role in Role}:
        return Role(text), []
    return None, [Finding("invite_role", Severity.ERROR, Where(column="role"))]


def _wanted(request: HttpRequest, typed: dict[str, str]) -> tuple[Wanted | None, list[Finding]]:
    role, no_role = read_role(typed["role"])
    expires_at, no_day = read_end(typed["expires"], typed["region_code"])
    if role is None or no_day:
        return None, no_role + no_day
    wanted = Wanted(
        email=typed["email"].lower(),
        role=role,
        region_code=typed["region_code"],
        party_id=request.actor.party_id,
        name=" ".join(typed["name"].split()),
        expires_at=expires_at,
    )
    return wanted, []


def _mailed(request: HttpRequest) -> str:
    return "" if "tautan" in request.POST else invitation_address()


def _rows(file: UploadedFile) -> list[list[str]]:
    with tempfile.TemporaryFile() as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        os.lseek(kept.fileno(), 0, os.SEEK_SET)
        return read_small_table(kept.fileno(), most_rows=MOST_ROWS + HEADING_ROWS)


def _with_link(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    token = invitations.make_link(actor=request.actor, invitation_id=invitation_id, now=clock.now())
    page = _page(request, invitation_id) | {"link": invitation_address(token)}
    return render(request, "shared/people/invitation.html", page)


def _page(request: HttpRequest, invitation_id: UUID) -> dict[str, Any]:
    facts = find_invitation(request.actor, invitation_id)
    name = regions.names([facts.region_code]).get(facts.region_code, "")
    words = {"facts": facts, "role": role_word(facts.role), "region_name": name}
    return doors(request) | words | {"days": invitations.VALID_FOR.days}


def _again(request: HttpRequest, typed: dict[str, str], problems: list[Problem]) -> HttpResponse:
    page = list_page(request) | {"typed": typed, "problems": problems}
    return render(request, "shared/people/list.html", page, status=422)
