"""Forms about a region: with a draft, building on a version, told side by side when it has moved.

Two people who type over each other meet in the draft (web.shared.drafts). Who builds on what is no
longer the newest (a spreadsheet came in, a colleague has saved) sees both before saving again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.findings import Finding
from sipol.kernel.refusals import Refused
from sipol.records.drafts.actions import empty_draft
from sipol.records.drafts.rules.forms import Place
from sipol.records.places.actions.batches import Saved
from sipol.records.places.rules import fields as kinds
from sipol.records.places.rules.fields import Field
from sipol.web.shared.drafts import (
    CHOICE_FIELD,
    DraftForm,
    Posted,
    draft_page,
    posted_texts,
    save_posted,
)
from sipol.web.shared.refusals import sentence

VERSION_FIELD = "versi"
# A page's variables, and the status under which it is shown again.
Hindered = tuple[dict[str, Any], int]
TEMPLATE = "party/filed_form.html"

INPUTS = {
    kinds.PHONE: {"type": "tel", "inputmode": "tel"},
    kinds.DATE: {"type": "text", "inputmode": "numeric"},
    kinds.NIK: {"type": "text", "inputmode": "numeric"},
    kinds.ACCOUNT: {"type": "text", "inputmode": "numeric"},
    kinds.NUMBER: {"type": "text", "inputmode": "numeric"},
}


@dataclass(frozen=True, slots=True)
class Stored:
    """What the form's fact says now: version 0 and no texts where there is none."""

    version: int = 0
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FiledForm:
    """One such form. `save` takes texts, the version they build on, and the instant."""

    title: str
    region_name: str
    place: Place
    fields: tuple[Field, ...]
    titles: Mapping[str, Any]
    hints: Mapping[str, Any]
    choices: Mapping[str, Sequence[tuple[str, Any]]]
    stored: Stored
    save: Callable[[Mapping[str, str], int, datetime], Saved]
    tell: Callable[[Finding], str]
    page_url: str
    save_url: str
    back_url: str
    end_url: str = ""
    ask_to_end_url: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def draft(self) -> DraftForm:
        names = tuple(one.name for one in self.fields)
        return DraftForm(self.place, names, self.stored.texts)


def show(request: HttpRequest, form: FiledForm) -> HttpResponse:
    return render(request, TEMPLATE, page(request.actor, form))


def take(
    request: HttpRequest,
    load: Callable[[], FiledForm],
    again: Callable[[dict[str, Any], int], HttpResponse] | None = None,
) -> HttpResponse:
    """Save the draft, and unless only that was asked for, what the form is about.

    `load` gives the form as it is now. `again` shows it anew, given its variables and a status;
    without it on its own page.
    """
    actor, now, form = request.actor, clock.now(), load()
    try:
        posted = save_posted(actor=actor, request=request, form=form.draft, now=now)
        if CHOICE_FIELD in request.POST:
            return redirect(form.page_url)
        if "draf" in request.POST and not posted.open_conflicts:
            messages.success(request, _("Draf tersimpan di server."))
            return redirect(form.back_url)
        hindered = _save(request, load, form, posted, now)
    except Refused as refused:
        typed = posted_texts(request, form.draft)
        hindered = page(actor, form, typed, problems=[sentence(refused.refusal)]), 422
    if hindered:
        variables, status = hindered
        if again:
            return again(variables, status)
        return render(request, TEMPLATE, variables, status=status)
    empty_draft(actor=actor, place=form.place, now=now)
    messages.success(request, _("Tersimpan. KPU dan Bawaslu membaca isian ini."))
    return redirect(form.back_url)


def _save(
    request: HttpRequest,
    load: Callable[[], FiledForm],
    form: FiledForm,
    posted: Posted,
    now: datetime,
) -> Hindered | None:
    """Save what the form is about, or tell what stands in the way."""
    actor = request.actor
    if not posted.open_conflicts and _version(request) != form.stored.version:
        return _overtaken(actor, form, posted.shown), 409
    if names := posted.open_conflicts or posted.others:
        return page(actor, form, posted.shown, problems=[_hindrance(form, names)]), 409
    saved = form.save(posted.shown, form.stored.version, now)
    if saved.conflicts:
        return _overtaken(actor, load(), posted.shown), 409
    if saved.findings:
        return page(actor, form, posted.shown, findings=saved.findings), 422
    for found in saved.oddities:
        messages.warning(request, form.tell(found))
    return None


def page(
    actor: Actor,
    form: FiledForm,
    shown: Mapping[str, str] | None = None,
    *,
    findings: Sequence[Finding] = (),
    problems: Sequence[str] = (),
) -> dict[str, Any]:
    """Template variables of the form, with what was typed where it comes back."""
    variables = draft_page(actor, form.draft)
    texts = shown or variables["draft_texts"]
    errors = {found.where.column: form.tell(found) for found in findings}
    return variables | {
        "form": form,
        "problems": list(problems),
        "errors": [{"field": f"isian-{name}", "text": text} for name, text in errors.items()],
        "form_fields": [
            {
                "name": one.name,
                "id": f"isian-{one.name}",
                "title": form.titles[one.name],
                "hint": form.hints.get(one.name, ""),
                "note": form.notes.get(one.name, ""),
                "kind": one.kind,
                "optional": not one.required and (one.kind != kinds.ACCOUNT or form.stored.version),
                "narrow": one.kind not in {kinds.TEXT, kinds.LONG},
                "input": INPUTS.get(one.kind, {"type": "text"}),
                "choices": form.choices.get(one.name, ()),
                "text": texts.get(one.name, ""),
                "error": errors.get(one.name, ""),
                "sides": variables["draft_sides"].get(one.name, []),
            }
            for one in form.fields
        ],
    }


def _version(request: HttpRequest) -> int:
    text = request.POST.get(VERSION_FIELD, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _overtaken(actor: Actor, form: FiledForm, mine: Mapping[str, str]) -> dict[str, Any]:
    """The form with what is stored now beside what was typed, field by field."""
    theirs = form.stored.texts
    differing = [
        {"title": form.titles[name], "theirs": theirs[name], "mine": mine.get(name, "")}
        for name in theirs
        if theirs[name] != mine.get(name, "")
    ]
    problem = _(
        "Rekan Anda sudah menyimpan perubahan sejak halaman ini Anda buka. Isian Anda aman sebagai "
        "draf. Bandingkan di bawah; menyimpan sekali lagi memakai isian Anda."
    )
    return page(actor, form, mine, problems=[problem]) | {"rivals": differing}


def _hindrance(form: FiledForm, names: Sequence[str]) -> str:
    listed = ", ".join(str(form.titles[name]) for name in names)
    return _(
        "Berubah sejak halaman ini Anda buka, atau diisi berbeda oleh dua orang: %(names)s. Isian "
        "Anda aman sebagai draf. Periksa, lalu simpan sekali lagi."
    ) % {"names": listed}
