"""The forms of a region's board, office and bank account, and the ending of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refused
from sipol.records.bank_accounts import actions as accounts
from sipol.records.bank_accounts import messages as account_words
from sipol.records.bank_accounts.queries import account_texts, accounts_by_region
from sipol.records.bank_accounts.rules.account import FIELDS as ACCOUNT_FIELDS
from sipol.records.boards import messages as board_words
from sipol.records.boards.actions import boards
from sipol.records.boards.queries import board_of
from sipol.records.boards.rules.entries import BOARD_FIELDS
from sipol.records.drafts.rules.forms import BANK_ACCOUNT, BOARD, OFFICE, Place, subject_of
from sipol.records.offices import actions as offices
from sipol.records.offices import messages as office_words
from sipol.records.offices.queries import office_texts, offices_by_region
from sipol.records.offices.rules.office import FIELDS as OFFICE_FIELDS
from sipol.records.places.actions.batches import PlaceEntry, Saved
from sipol.records.places.rules.fields import Field
from sipol.records.places.rules.levels import LEVELS, WITH_OFFICE, Level, level_of
from sipol.web.party.filed_forms import FiledForm, Stored, show, take
from sipol.web.shared.boards import place_name, today
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.refusals import sentence

Where = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactKind:
    """One of the facts of which a region has one: its words, how it is read, saved and ended."""

    title: str | Promise
    draft: str
    levels: tuple[Level, ...]
    fields: tuple[Field, ...]
    titles: Mapping[str, Any]
    hints: Mapping[str, Any]
    choices: Mapping[str, list[tuple[str, Any]]]
    tell: Callable[..., str]
    read: Callable[[Actor, Where], Stored]
    save: Callable[..., Saved]
    end: Callable[..., Saved]


def _board(actor: Actor, where: Where) -> Stored:
    summary, texts, _officers = board_of(actor, **where, today=today())
    if summary is None or not summary.version:
        return Stored()
    return Stored(summary.version, texts, summary.changed_by, summary.changed_at)


def _office(actor: Actor, where: Where) -> Stored:
    texts = office_texts(actor, **where)
    code = where["region_code"]
    found = offices_by_region(where["party_id"], where["cycle_id"], today=today(), under=code).get(
        code
    )
    return Stored(found.version, texts, found.changed_by, found.changed_at) if found else Stored()


def _account(actor: Actor, where: Where) -> Stored:
    texts = account_texts(actor, **where)
    code = where["region_code"]
    found = accounts_by_region(where["party_id"], where["cycle_id"], under=code).get(code)
    return Stored(found.version, texts, found.changed_by, found.changed_at) if found else Stored()


KINDS: Mapping[str, FactKind] = {
    "sk": FactKind(
        title=gettext_lazy("SK kepengurusan"),
        draft=BOARD,
        levels=LEVELS,
        fields=BOARD_FIELDS,
        titles=board_words.BOARD_TITLES,
        hints=board_words.HINTS,
        choices={},
        tell=board_words.sentence,
        read=_board,
        save=boards.save_board,
        end=boards.end_board,
    ),
    "kantor": FactKind(
        title=gettext_lazy("Kantor tetap"),
        draft=OFFICE,
        levels=WITH_OFFICE,
        fields=OFFICE_FIELDS,
        titles=office_words.TITLES,
        hints=office_words.HINTS,
        choices={"tenure": list(office_words.TENURE_TITLES.items())},
        tell=office_words.sentence,
        read=_office,
        save=offices.save_office,
        end=offices.end_office,
    ),
    "rekening": FactKind(
        title=gettext_lazy("Rekening partai"),
        draft=BANK_ACCOUNT,
        levels=WITH_OFFICE,
        fields=ACCOUNT_FIELDS,
        titles=account_words.TITLES,
        hints=account_words.HINTS,
        choices={},
        tell=account_words.sentence,
        read=_account,
        save=accounts.save_account,
        end=accounts.end_account,
    ),
}


@require_GET
def filed_form(request: HttpRequest, place: str, fact: str) -> HttpResponse:
    return show(request, _form(request.actor, place, fact))


@require_POST
def save_filed(request: HttpRequest, place: str, fact: str) -> HttpResponse:
    """Save the draft, and for “Simpan” the board, office or account itself."""
    return take(request, lambda: _form(request.actor, place, fact))


@require_GET
def ask_to_end_filed(request: HttpRequest, place: str, fact: str) -> HttpResponse:
    """What ending means, before it is done."""
    return render(request, "party/filed_end.html", _ending(request.actor, place, fact))


@require_POST
def end_filed(request: HttpRequest, place: str, fact: str) -> HttpResponse:
    """End what the page showed; if it has changed meanwhile, show it anew."""
    version = request.POST.get("versi", "")
    try:
        saved = _kind(place, fact).end(
            actor=request.actor,
            cycle=running_cycle(),
            region_code=place,
            base=int(version) if version.isascii() and version.isdigit() else 0,
            now=clock.now(),
        )
    except Refused as refused:
        page = _ending(request.actor, place, fact) | {"problem": sentence(refused.refusal)}
        return render(request, "party/filed_end.html", page, status=422)
    if saved.conflicts:
        problem = _("Isian ini berubah sejak halaman ini Anda buka. Periksa sekali lagi.")
        page = _ending(request.actor, place, fact) | {"problem": problem}
        return render(request, "party/filed_end.html", page, status=409)
    messages.success(request, _("Diakhiri. Isian lama tetap dapat dibaca di riwayat."))
    return redirect("party:board", place=place)


def _ending(actor: Actor, place: str, fact: str) -> dict[str, Any]:
    form = _form(actor, place, fact)
    return {
        "form": form,
        "ends_officers": fact == "sk",
        "form_rows": [(form.titles[name], text) for name, text in form.stored.texts.items()],
    }


def _kind(place: str, fact: str) -> FactKind:
    kind = KINDS[fact]
    if level_of(place) not in kind.levels:
        raise Http404("nothing of this kind at this level")
    return kind


def _form(actor: Actor, place: str, fact: str) -> FiledForm:
    kind, cycle = _kind(place, fact), running_cycle()
    where = {"party_id": actor.party_id, "cycle_id": cycle.id, "region_code": place}
    address = {"place": place, "fact": fact}

    def save(texts: Mapping[str, str], base: int, now: datetime) -> Saved:
        entry = PlaceEntry(place, base, texts)
        return kind.save(actor=actor, cycle=cycle, entry=entry, now=now)

    stored = kind.read(actor, where)
    return FiledForm(
        title=str(kind.title),
        region_name=place_name(place),
        place=Place(cycle.id, kind.draft, subject_of(place)),
        fields=kind.fields,
        titles=kind.titles,
        hints=kind.hints,
        choices=kind.choices,
        stored=stored,
        save=save,
        tell=kind.tell,
        page_url=reverse("party:filed_form", kwargs=address),
        save_url=reverse("party:save_filed", kwargs=address),
        back_url=reverse("party:board", kwargs={"place": place}),
        end_url=reverse("party:end_filed", kwargs=address) if stored.version else "",
        ask_to_end_url=reverse("party:ask_to_end_filed", kwargs=address),
        notes=_stored_number(fact, stored),
    )


def _stored_number(fact: str, stored: Stored) -> dict[str, str]:
    if fact != "rekening" or not stored.version:
        return {}
    return {"number": _("Nomor yang tersimpan tidak ditampilkan. Kosongkan bila tidak berubah.")}
