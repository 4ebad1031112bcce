"""The public pages: the front, and the check of a receipt. None shows personal data."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sipol.infra import keys
from sipol.infra.keys.signing import public_pem
from sipol.infra.ledger.bodies import ON_PAPER
from sipol.infra.ledger.document import receipt_pdf as as_pdf
from sipol.infra.ledger.figures import lateness
from sipol.infra.ledger.models import Receipt
from sipol.infra.ledger.numbers import read_number
from sipol.infra.ledger.queries import receipt_by_number
from sipol.infra.ledger.receipts import ReceiptInvalid, verify_document
from sipol.records.regions.queries import region_list
from sipol.records.timetable.queries import current_cycle
from sipol.web.shared.access import HOME_OF


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """Signed-in people go to their desk; everybody else sees what this is."""
    if request.user.is_authenticated:
        return redirect(HOME_OF[request.user.as_actor().role])
    return render(request, "public/front.html", {"cycle": current_cycle()})


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """What runs here, on which data of the country, within which limits."""
    page = {
        "region_list": region_list(),
        "version": settings.VERSION,
        "limit_mb": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024),
    }
    return render(request, "public/about.html", page)


@require_GET
def receipt_search(request: HttpRequest) -> HttpResponse:
    """A field for the number on a receipt; forgives blanks and small letters."""
    typed = request.GET.get("nomor", "").strip()
    number = read_number(typed) if typed else None
    if number and receipt_by_number(number):
        return redirect("public:receipt", number=number)
    page = {"typed": typed, "malformed": bool(typed) and number is None}
    return render(request, "public/receipt_search.html", page, status=404 if typed else 200)


@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The permanent page of a receipt, checked again at every look."""
    found = _found(number)
    page = {
        "receipt": found,
        "body": found.body,
        "issued_at": datetime.fromisoformat(found.body["issued_at"]),
        "issued_at_local": datetime.fromisoformat(found.body["issued_at_local"]),
        "genuine": _is_genuine(found),
        **_time_page(found),
        "delivery_url": _delivery_url(request, found),
    }
    return render(request, "public/receipt.html", page)


@require_GET
def receipt_json(request: HttpRequest, number: str) -> HttpResponse:
    """The signed document, byte for byte the same every time."""
    found = _found(number)
    response = HttpResponse(found.signed.document(), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return response


@require_GET
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    found = _found(number)
    response = HttpResponse(as_pdf(found.signed.fields()), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response


@require_GET
def receipt_key(request: HttpRequest) -> HttpResponse:
    """The public key with which anybody can verify receipts offline."""
    text = public_pem(keys.current().public)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="sipol-tanda-terima.pub"'
    return response


def _time_page(found: Receipt) -> dict[str, object]:
    if found.kind != ON_PAPER:
        late = found.body.get("late")
        return {"late_words": lateness(late["late_by_seconds"])} if late else {}
    seconds = found.body["late_by_seconds"]
    return {
        "brought_at": datetime.fromisoformat(found.body["brought_at"]),
        "counts_at": datetime.fromisoformat(found.body["counts_at"]),
        "late_words": _("%s setelah tenggat") % lateness(seconds) if seconds else "",
    }


def _found(number: str) -> Receipt:
    exact = read_number(number)
    found = receipt_by_number(exact) if exact else None
    if found is None:
        raise Http404("no such receipt")
    return found


def _is_genuine(found: Receipt) -> bool:
    try:
        verify_document(found.signed.document(), keys.current().public)
    except ReceiptInvalid:
        return False
    return True


def _delivery_url(request: HttpRequest, found: Receipt) -> str:
    user = request.user
    page = {
        "delivery": "party:delivery",
        "papers": "party:sending",
        "place_list": "party:place_list",
    }.get(found.kind)
    if page is None or not user.is_authenticated or user.party_id != found.party_id:
        return ""
    return reverse(page, args=[found.subject.partition(":")[2]])
