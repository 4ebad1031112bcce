"""The page for sending member lists, its form without script, and the template."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from sipol.flow.intake.actions.direct import take_in_whole_file
from sipol.flow.intake.documents.template import RegencyCodes, member_template
from sipol.flow.intake.queries.deliveries import unfinished_uploads
from sipol.infra.storage.faults import StorageFault
from sipol.infra.storage.installed import installed_vault
from sipol.kernel import clock
from sipol.kernel.actors import Actor
from sipol.kernel.refusals import Refusal, Refused
from sipol.records.regions import queries as regions
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.refusals import sentence
from sipol.web.shared.request_keys import request_id

NO_ROOM = _(
    "Server sedang tidak dapat menyimpan berkas. Berkas Anda tidak disimpan dan tidak ada data "
    "lain yang berubah. Coba lagi beberapa menit lagi."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def send(request: HttpRequest) -> HttpResponse:
    return render(request, "party/send.html", _page(request))


@require_POST
def send_form(request: HttpRequest) -> HttpResponse:
    """A file sent by an ordinary form, where the browser has no script."""
    file = request.FILES.get("file")
    cycle = running_cycle()
    if file is None:
        page = _page(request) | {"problem": _("Pilih dahulu berkas yang akan dikirim.")}
        return render(request, "party/send.html", page, status=422)
    try:
        delivery_id = take_in_whole_file(
            actor=request.actor,
            cycle_id=cycle.id,
            file_name=file.name or "",
            size=file.size or 0,
            chunks=file.chunks(),
            regency_code=request.POST.get("regency", ""),
            mends_delivery_id=_mended(request),
            vault=installed_vault(),
            now=clock.now(),
            client_key=_name_of_upload(request),
        )
    except Refused as refused:
        page = _page(request) | {"problem": sentence(refused.refusal)}
        return render(request, "party/send.html", page, status=422)
    except StorageFault:
        page = _page(request) | {"problem": NO_ROOM}
        return render(request, "party/send.html", page, status=507)
    return redirect("party:delivery", delivery_id=delivery_id)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook, for the chosen regency with its codes."""
    code = request.GET.get("kabko", "")
    if code and not request.actor.covers(code):
        raise Http404("a regency outside the scope")
    content = member_template(regency=_regency(code) if code else None)
    response = HttpResponse(content, content_type=XLSX)
    name = f"templat-anggota-{code or 'umum'}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _mended(request: HttpRequest) -> UUID | None:
    """The delivery whose rejected rows the sent file mends."""
    named = request.POST.get("mends", "")
    try:
        return UUID(named) if named else None
    except ValueError as error:
        raise Refused(Refusal("delivery_unknown")) from error


def _name_of_upload(request: HttpRequest) -> str:
    """The form's key and its content: a repeat goes on with the same upload, never another file."""
    return f"form-{request_id(request)}-{request.fingerprint[:32]}"


def _page(request: HttpRequest) -> dict[str, object]:
    cycle = running_cycle()
    return {
        "mends": request.POST.get("mends") or request.GET.get("mends", ""),
        "cycle": cycle,
        "regencies": _regencies(request.actor),
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024),
        "create_url": reverse("api-1:create_upload"),
        "uploads": unfinished_uploads(request.actor, cycle_id=cycle.id, now=clock.now()),
    }


def _regencies(actor: Actor) -> list[tuple[str, str]]:
    return [(code, name) for code, name in regions.regencies() if actor.covers(code)]


def _regency(code: str) -> RegencyCodes:
    name = dict(regions.regencies()).get(code)
    if name is None:
        raise Http404("no such regency")
    districts = regions.children(code)
    villages = [pair for district, _ in districts for pair in regions.children(district)]
    return RegencyCodes(code, name, tuple(districts), tuple(villages))
