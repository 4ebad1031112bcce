"""Lists of boards, officers, offices and accounts: templates, sending, what became of each."""

from __future__ import annotations

import hashlib
import os
import tempfile
from typing import IO, Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sipol.flow.intake.documents.error_workbook import (
    CellFinding,
    RejectedCells,
    write_error_workbook,
)
from sipol.flow.intake.messages import findings as file_words
from sipol.flow.intake.readers.errors import UnreadableFile
from sipol.flow.intake.rules.row_keys import row_key
from sipol.flow.place_lists.actions.taking_in import SentFile, TakenIn, take_in_list
from sipol.flow.place_lists.documents.template import list_template
from sipol.flow.place_lists.messages import TITLES
from sipol.flow.place_lists.queries import (
    ListFacts,
    finding_groups,
    latest_lists,
    open_rejected_rows,
    place_list,
    warning_groups,
)
from sipol.flow.place_lists.rules.columns import KINDS
from sipol.infra.ledger.bodies import PLACE_LIST
from sipol.infra.ledger.queries import receipt_of
from sipol.kernel import clock
from sipol.kernel.refusals import Refused
from sipol.records.places.rules.levels import level_of
from sipol.records.regions import queries as regions
from sipol.web.party.sending import XLSX
from sipol.web.shared.cycle import running_cycle
from sipol.web.shared.language import in_force
from sipol.web.shared.refusals import sentence

# A form without a door for whole files carries up to four.
LARGEST_FILE = 3 * 1024 * 1024
TEMPLATE = "party/place_lists/send.html"


@require_GET
def place_lists(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, _page(request))


@require_POST
def send_place_list(request: HttpRequest) -> HttpResponse:
    """Judge a list at once and show what became of it."""
    file = request.FILES.get("file")
    if file is None:
        return _again(request, _("Pilih dahulu berkas yang akan dikirim."))
    if (file.size or 0) > LARGEST_FILE:
        return _again(request, _("Berkas lebih dari 3 MB. Bagi menjadi beberapa berkas."))
    try:
        taken = _take_in(request, file)
    except Refused as refused:
        return _again(request, sentence(refused.refusal))
    except UnreadableFile as error:
        detail = next(iter(error.values.values()), "")
        words = file_words.render(error.code, detail=detail, language=in_force())
        return _again(request, " ".join(words))
    if taken.already:
        said = _("Berkas ini sudah pernah dikirim. Tidak ada yang diubah; ini hasilnya.")
        messages.info(request, said)
    return redirect("party:place_list", list_id=taken.id)


@require_GET
def list_result(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The balance of a list, and what is wrong with it grouped by how it is mended."""
    facts = _found(request, list_id)
    page = {
        "facts": facts,
        "list_title": TITLES[facts.kind][in_force()],
        "groups": finding_groups(facts, language=in_force()),
        "warnings": warning_groups(facts, language=in_force()),
        "receipt": receipt_of(PLACE_LIST, f"place_list:{facts.id}"),
    }
    return render(request, "party/place_lists/result.html", page)


@require_GET
def list_workbook(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The rows that are still out, in the sender's own columns, to be mended and sent again."""
    facts = _found(request, list_id)
    name = f"perbaikan-{facts.kind}.xlsx"
    return FileResponse(_workbook(facts), as_attachment=True, filename=name, content_type=XLSX)


@require_GET
def list_template_file(request: HttpRequest, list_kind: str) -> HttpResponse:
    """The empty workbook of a kind, with the codes of the sender's part of the country."""
    kind = KINDS.get(list_kind)
    if kind is None:
        raise Http404("no such kind of list")
    actor = request.actor
    named = [
        (code, name)
        for code, name in regions.upper_regions()
        if actor.covers(code) and level_of(code) in kind.levels
    ]
    response = HttpResponse(list_template(kind, named), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="templat-{list_kind}.xlsx"'
    return response


def _take_in(request: HttpRequest, file: UploadedFile) -> TakenIn:
    with tempfile.TemporaryFile() as kept:
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
            kept.write(chunk)
        kept.flush()
        os.lseek(kept.fileno(), 0, os.SEEK_SET)
        sent = SentFile(kept.fileno(), file.name or "", file.size or 0, digest.hexdigest())
        return take_in_list(
            actor=request.actor,
            cycle=running_cycle(),
            kind=request.POST.get("list_kind", ""),
            file=sent,
            now=clock.now(),
        )


def _workbook(facts: ListFacts) -> IO[bytes]:
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer that sends it closes it
    rows = (
        RejectedCells(
            row=row.row,
            cells=row.cells,
            findings=tuple(CellFinding(*finding) for finding in row.findings),
            row_key=row_key(facts.id, row.row),
            rounded=row.rounded,
        )
        for row in open_rejected_rows(facts)
    )
    sent_as = TITLES[facts.kind]["id"].lower()
    write_error_workbook(target, titles=facts.titles, rows=rows, sent_as=sent_as)
    target.seek(0)
    return target


def _found(request: HttpRequest, list_id: UUID) -> ListFacts:
    facts = place_list(request.actor, list_id)
    if facts is None:
        raise Http404("no such list of this party")
    return facts


def _page(request: HttpRequest) -> dict[str, Any]:
    chosen = request.POST.get("list_kind") or request.GET.get("jenis", "")
    language = in_force()
    latest = latest_lists(request.actor, cycle_id=running_cycle().id)
    return {
        "kinds": [(name, TITLES[name][language]) for name in KINDS],
        "chosen": chosen,
        "latest": [(TITLES[facts.kind][language], facts) for facts in latest],
        "limit_mb": LARGEST_FILE // (1024 * 1024),
    }


def _again(request: HttpRequest, problem: str) -> HttpResponse:
    return render(request, TEMPLATE, _page(request) | {"problem": problem}, status=422)
