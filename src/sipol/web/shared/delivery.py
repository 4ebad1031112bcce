"""The page of a delivery: bars, balance, findings by repair, rejected rows."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sipol.flow.intake.messages.findings import render as words
from sipol.flow.intake.queries import deliveries, findings
from sipol.flow.intake.queries.turns import outlook_of
from sipol.infra.ledger.figures import lateness
from sipol.infra.ledger.queries import receipt_of
from sipol.kernel.actors import Actor
from sipol.kernel.clock import zone_of
from sipol.kernel.identifiers import clean_nik, mask_nik
from sipol.records.parties.queries import party
from sipol.records.regions.queries import names
from sipol.web.shared.language import in_force

ROWS_PER_PAGE = 50
LONG_DIGITS = 12
# Minutes, and how they are said.
ROUND_SPANS = (
    (1, gettext_noop("1 menit")),
    (5, gettext_noop("5 menit")),
    (15, gettext_noop("15 menit")),
    (30, gettext_noop("30 menit")),
    (60, gettext_noop("1 jam")),
)


def delivery_page(
    request: HttpRequest, actor: Actor, facts: deliveries.DeliveryFacts
) -> dict[str, Any]:
    """The template's variables for a delivery as this actor may see it."""
    page = {**progress(facts), "party": party(facts.party_id)}
    page["region_name"] = names([facts.regency_code]).get(facts.regency_code, "")
    page["zone"] = zone_of(facts.regency_code or actor.region_code)
    page["late_words"] = lateness(int(facts.late_by.total_seconds())) if facts.late_by else ""
    if facts.state == "unreadable":
        sentence, mending = words(facts.failure_code, "", _failure_detail(facts), in_force())
        return page | {"failure": {"sentence": sentence, "mending": mending}}
    if facts.state != "judged":
        return page
    offset = _offset(request)
    shown = findings.rejected_rows(
        facts.id, offset=offset, limit=ROWS_PER_PAGE, language=in_force()
    )
    return page | {
        "receipt": receipt_of("delivery", f"delivery:{facts.id}"),
        "groups": findings.repair_groups(facts.id, language=in_force()),
        "rejected_rows": [_shown_row(facts, row) for row in shown],
        "offset": offset,
        "first_shown": offset + 1,
        "last_shown": offset + len(shown),
        "next_offset": offset + ROWS_PER_PAGE if facts.rejected > offset + ROWS_PER_PAGE else None,
        "previous_offset": max(0, offset - ROWS_PER_PAGE) if offset else None,
    }


def progress(facts: deliveries.DeliveryFacts) -> dict[str, Any]:
    """What moves while the file is read: three bars and the balance."""
    looked_at = facts.looked_at if facts.under_way else facts.sent
    return {
        "delivery": facts,
        "outlook": _outlook(facts),
        "bars": [
            {
                "label": _("Terkirim"),
                "value": facts.file_size,
                "maximum": facts.file_size,
                "text": _("semua bita sampai di server"),
            },
            {
                "label": _("Diterima server"),
                "value": facts.sent,
                "maximum": max(facts.sent, 1),
                "text": _read(facts),
            },
            {
                "label": _("Diproses"),
                "value": looked_at,
                "maximum": max(facts.sent, 1),
                "text": _looked_at(facts, looked_at),
            },
        ],
    }


def _outlook(facts: deliveries.DeliveryFacts) -> str:
    """Place and time for a file that waits, in words; empty for any other."""
    expected = outlook_of(facts.id) if facts.state == "received" else None
    if expected is None:
        return ""
    soonest, latest = (_rounded_up(span) for span in (expected.soonest, expected.latest))
    when = latest if soonest == latest else _("%s sampai %s") % (soonest, latest)
    told = _("Urutan ke-%(place)s dalam antrean. Perkiraan selesai dalam %(when)s.")
    return told % {"place": number_format(expected.place), "when": when}


def _rounded_up(span: timedelta) -> str:
    """The next of a few round spans: a finer figure would promise more than is known."""
    minutes = span.total_seconds() / 60
    known = (text for limit, text in ROUND_SPANS if minutes <= limit)
    return _(next(known, "")) or _("%s jam") % ceil(minutes / 60)


def _read(facts: deliveries.DeliveryFacts) -> str:
    if facts.under_way and not facts.sent:
        return _("baris sedang dihitung")
    return _("%s baris dibaca dari berkas") % number_format(facts.sent)


def _looked_at(facts: deliveries.DeliveryFacts, looked_at: int) -> str:
    if facts.sent:
        counted = {"looked_at": number_format(looked_at), "sent": number_format(facts.sent)}
        return _("%(looked_at)s dari %(sent)s baris diperiksa") % counted
    if facts.under_way:
        return _("dimulai setelah baris dihitung")
    return _("tidak ada baris di dalamnya")


def _shown_row(facts: deliveries.DeliveryFacts, row: findings.RejectedFacts) -> dict[str, Any]:
    named = {index: name for name, index in facts.columns.items()}
    cells = [_masked(cell) for cell in row.cells]
    by_name = {named[index]: cell for index, cell in enumerate(cells) if index in named}
    return {"row": row.row, "cells": by_name, "findings": row.findings, "mended": row.mended}


def _masked(cell: str | None) -> str:
    text = cell or ""
    digits = sum(character.isdigit() for character in clean_nik(text))
    return mask_nik(text) if digits >= LONG_DIGITS else text


def _failure_detail(facts: deliveries.DeliveryFacts) -> str:
    values = facts.failure_values
    return values.get("columns") or values.get("limit") or values.get("row") or ""


def _offset(request: HttpRequest) -> int:
    text = request.GET.get("mulai", "0")
    return int(text) if text.isdigit() and len(text) < 9 else 0
