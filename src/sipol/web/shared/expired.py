"""Answers to who is not signed in any more, or whose form carries an old proof of origin.

Nobody loses what they typed: a script is told, and lets people sign in without leaving the page;
a form that a browser posted by itself is parked behind the sign-in page. A form that another site
made this browser send is neither acted on nor kept.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sipol.infra.ledger.redaction import hide_niks
from sipol.web.shared import access
from sipol.web.shared.asking import LOOKING, by_script, door_of, from_own_page, page_before
from sipol.web.shared.parking import browser_of, new_browser, park, remember_browser

SIGNED_OUT = _(
    "Sesi Anda sudah berakhir. Permintaan ini belum dijalankan dan tidak ada yang berubah. "
    "Masuk lagi, lalu kirim sekali lagi."
)
PROOF_TOO_OLD = _(
    "Tanda keamanan halaman ini sudah lama. Permintaan ini belum dijalankan dan tidak ada yang "
    "berubah. Ambil tanda yang baru, lalu kirim sekali lagi."
)
FOREIGN = {
    "title": _("Formulir ini tidak dikirim dari halaman Sipol"),
    "text": _(
        "Peramban Anda mengirim formulir atas permintaan situs lain. Demi keamanan, Sipol "
        "tidak menjalankan dan tidak menyimpannya. Tidak ada yang berubah."
    ),
    "what_next": _(
        "Bila Anda memang hendak mengirim sesuatu, bukalah Sipol dan isi formulirnya di sana."
    ),
    "link": {"title": _("Buka Sipol"), "url": "/"},
}
UNKNOWN_ORIGIN = {
    "title": _("Formulir ini sudah terlalu lama terbuka"),
    "text": _(
        "Demi keamanan, formulir yang dibuka sebelum Anda masuk (atau terlalu lama) tidak "
        "diterima. Tidak ada yang berubah dan tidak ada data yang hilang di server."
    ),
    "what_next": _("Kembali ke halaman sebelumnya, muat ulang, lalu kirim sekali lagi."),
}
NOT_KEPT = {
    "title": _("Kirim sekali lagi dari halamannya"),
    "text": _(
        "Formulir ini terlalu lama terbuka, sehingga belum diterima. Formulir yang membawa "
        "berkas tidak dapat disimpan di server sebelum diterima. Tidak ada yang berubah."
    ),
    "what_next": _("Buka halamannya, pilih berkas atau isi formulirnya sekali lagi, lalu kirim."),
}
# Nothing of these is kept: they hold passwords or codes, or nothing.
ITS_OWN_PAGE = frozenset(
    {
        *("account_login", "account_logout", "account_change_password", "mfa_authenticate"),
        *("account_confirm", "account_app", "account_passkey", "account_remove_factor"),
        *("account_recovery", "account_sessions"),
    }
)


def signed_out(request: HttpRequest) -> HttpResponse:
    """To who must sign in first."""
    if by_script(request):
        return JsonResponse(signed_out_body(), status=401)
    if request.method in LOOKING:
        return redirect_to_login(_without_niks(request), reverse("account_login"))
    own = from_own_page(request)
    if own is False:
        return render(request, "shared/message.html", FOREIGN, status=403)
    parked = _parked(request, reverse("account_login")) if own else None
    return parked or _sign_in_and_back(page_before(request))


def signed_out_body() -> dict[str, str]:
    """What a script or a program is told."""
    return {"code": "signed_out", "sentence": str(SIGNED_OUT), "sign_in": reverse("account_login")}


def proof_too_old_body() -> dict[str, str]:
    return {
        "code": "csrf_stale",
        "sentence": str(PROOF_TOO_OLD),
        "session": reverse("account_session"),
    }


def proof_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """To a form whose proof of origin does not hold: Django's view for that."""
    door = door_of(request)
    anonymous = not request.user.is_authenticated
    needs_sign_in = access.AUDIENCE_OF.get(door) not in {access.ANYBODY, access.PROGRAMS, None}
    if anonymous and needs_sign_in:
        return signed_out(request)
    if by_script(request):
        return JsonResponse(proof_too_old_body(), status=403)
    own = from_own_page(request)
    if not own:
        page = FOREIGN if own is False else UNKNOWN_ORIGIN
        return render(request, "shared/message.html", page, status=403)
    if door in ITS_OWN_PAGE:
        return _to_its_own_page(request)
    return _parked(request, "") or _ask_to_send_again(request)


def _ask_to_send_again(request: HttpRequest) -> HttpResponse:
    link = {"title": _("Buka halamannya"), "url": page_before(request) or "/"}
    return render(request, "shared/message.html", NOT_KEPT | {"link": link}, status=403)


def _parked(request: HttpRequest, sign_in: str) -> HttpResponse | None:
    """The way to the parked form, through `sign_in` where that is needed; None if not parked."""
    browser = browser_of(request) or new_browser()
    parked_id = park(request, browser)
    if parked_id is None:
        return None
    waiting = reverse("account_resume", args=[parked_id])
    answer = redirect_to_login(waiting, sign_in) if sign_in else redirect(waiting)
    remember_browser(answer, browser)
    return answer


def _sign_in_and_back(page: str) -> HttpResponse:
    sign_in = reverse("account_login")
    return redirect_to_login(page, sign_in) if page else redirect(sign_in)


def _to_its_own_page(request: HttpRequest) -> HttpResponse:
    """Sign-in and sign-out once more, with a fresh proof and on to where one was going."""
    get_token(request)
    way_on = request.POST.get("next", "")
    query = f"?{urlencode({'next': way_on})}" if way_on and hide_niks(way_on) == way_on else ""
    return redirect(f"{request.path}{query}")


def _without_niks(request: HttpRequest) -> str:
    """Where one was; an identity number that somebody put into the address goes no further."""
    asked = request.get_full_path()
    return asked if hide_niks(asked) == asked else request.path
