"""What is done with somebody's account: each button of their page is one step."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from sipol.kernel import clock
from sipol.kernel.findings import Finding
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.access.actions.changes import change_duty, change_standing
from sipol.records.access.actions.handing_over import hand_over
from sipol.records.access.actions.invitations import restore_access
from sipol.records.access.actions.narrowing import answer, propose
from sipol.records.access.messages import finding_sentence
from sipol.records.access.queries import narrowing as find_narrowing
from sipol.records.accounts.queries import account
from sipol.records.regions import queries as regions
from sipol.web.shared.language import in_force
from sipol.web.shared.people.inviting import (
    Problem,
    invitation_address,
    read_end,
    read_role,
)
from sipol.web.shared.people.listing import doors, list_page, open_work, person_page
from sipol.web.shared.people.words import office_word
from sipol.web.shared.refusals import sentence

Step = Callable[[HttpRequest, int], list[Finding]]


@require_POST
def change_person(request: HttpRequest, user_id: int) -> HttpResponse:
    """One step of `STEPS`, named by the button."""
    step, done = STEPS.get(request.POST.get("langkah", ""), (_no_step, ""))
    try:
        found = step(request, user_id)
    except Refused as refused:
        return _again(request, user_id, [Problem(sentence(refused.refusal))])
    if found:
        problems = [
            Problem(finding_sentence(one, in_force()), f"isian-{one.where.column}") for one in found
        ]
        return _again(request, user_id, problems)
    messages.success(request, _(done))
    return redirect(doors(request)["people_door"])


@require_GET
def narrowing(request: HttpRequest, narrowing_id: UUID) -> HttpResponse:
    """A proposal to take rights from a supervisor, for whoever may decide it."""
    facts = find_narrowing(request.actor, narrowing_id)
    page = doors(request) | {
        "facts": facts,
        "office": office_word(facts.person),
        "region_name": regions.names([facts.region_code]).get(facts.region_code, ""),
    }
    return render(request, "shared/people/narrowing.html", page)


@require_POST
def answer_narrowing(request: HttpRequest, narrowing_id: UUID) -> HttpResponse:
    try:
        answer(
            actor=request.actor,
            narrowing_id=narrowing_id,
            move=request.POST.get("langkah", ""),
            reason=request.POST.get("reason", ""),
            now=clock.now(),
        )
    except Refused as refused:
        page = list_page(request) | {"problems": [Problem(sentence(refused.refusal))]}
        return render(request, "shared/people/list.html", page, status=422)
    messages.success(request, _("Keputusan atas usul itu tercatat."))
    return redirect(doors(request)["people_door"])


def _no_step(request: HttpRequest, user_id: int) -> list[Finding]:
    raise Refused(Refusal("step_missing"))


def _standing(move: str) -> Step:
    def step(request: HttpRequest, user_id: int) -> list[Finding]:
        change_standing(
            actor=request.actor,
            user_id=user_id,
            move=move,
            reason=request.POST.get("reason", ""),
            now=clock.now(),
        )
        return []

    return step


def _restore(request: HttpRequest, user_id: int) -> list[Finding]:
    restore_access(actor=request.actor, user_id=user_id, now=clock.now(), link=invitation_address())
    return []


def _duty(request: HttpRequest, user_id: int) -> list[Finding]:
    region = request.POST.get("region_code", "")
    role, no_role = read_role(request.POST.get("role", ""))
    expires_at, no_day = read_end(request.POST.get("expires", "").strip(), region)
    if role is None or no_day:
        return no_role + no_day
    return change_duty(
        actor=request.actor,
        user_id=user_id,
        role=role,
        region_code=region,
        expires_at=expires_at,
        now=clock.now(),
    )


def _hand_over(request: HttpRequest, user_id: int) -> list[Finding]:
    owner = account(request.actor, user_id).actor
    return hand_over(
        actor=request.actor,
        user_id=user_id,
        email=request.POST.get("email", ""),
        name=request.POST.get("name", ""),
        open_work=open_work(request.actor, owner),
        now=clock.now(),
        link=invitation_address(),
    )


def _propose(request: HttpRequest, user_id: int) -> list[Finding]:
    propose(
        actor=request.actor,
        user_id=user_id,
        kind=request.POST.get("kind", ""),
        region_code=request.POST.get("region_code", ""),
        reason=request.POST.get("reason", ""),
        now=clock.now(),
    )
    return []


# button: the step, and what is said when it is done
STEPS: dict[str, tuple[Step, str]] = {
    "suspend": (
        _standing("suspend"),
        gettext_noop("Akun dihentikan sementara. Sesinya berakhir sekarang."),
    ),
    "resume": (_standing("resume"), gettext_noop("Akun aktif lagi.")),
    "end": (
        _standing("end"),
        gettext_noop("Akun berakhir. Data tetap milik organisasi dan wilayahnya."),
    ),
    "restore": (
        _restore,
        gettext_noop("Tautan pemulihan dibuat. Akun lama tetap berlaku sampai dipakai."),
    ),
    "duty": (_duty, gettext_noop("Tugas diubah.")),
    "hand_over": (_hand_over, gettext_noop("Serah terima tercatat.")),
    "propose": (
        _propose,
        gettext_noop("Usul tercatat. Belum ada yang berubah sampai orang kedua setuju."),
    ),
}


def _again(request: HttpRequest, user_id: int, problems: list[Problem]) -> HttpResponse:
    try:
        page = person_page(request, user_id)
    except Refused:
        page = list_page(request)
        return render(request, "shared/people/list.html", page | {"problems": problems}, status=422)
    page |= {"problems": problems, "typed": request.POST}
    if "expires" in request.POST:
        page["last_day"] = request.POST["expires"]
    return render(request, "shared/people/person.html", page, status=422)
