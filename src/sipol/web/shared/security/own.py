"""“Keamanan akun”: the second factors somebody has; adding an app, removing, confirming."""

from __future__ import annotations

import segno
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from sipol.infra.second_factors.codes import (
    APP,
    enrol_app,
    new_secret,
    step_of,
    unused_recovery_codes,
)
from sipol.infra.second_factors.owned import factors_of, has_factor, remove_factor
from sipol.infra.second_factors.sealing import SealedSecrets, seal, unseal
from sipol.infra.tries.actions import begin_try, take_back
from sipol.kernel import clock
from sipol.records.accounts.actions import enter_security_change
from sipol.web.shared.faults import ask_to_wait
from sipol.web.shared.security.entering import prove, question, waiting_words
from sipol.web.shared.security.known_browsers import place_of
from sipol.web.shared.security.proof import (
    REQUIRED_OF,
    confirm_first,
    record_factor,
    record_password,
)
from sipol.web.shared.security.recovery import begin_recovery_codes

NEW_APP = "sealed_new_app"
GROUP = 4


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    page = {
        "off": settings.SECOND_FACTOR == "off",
        "required": settings.SECOND_FACTOR == "required"
        and request.user.as_actor().role in REQUIRED_OF,
        "factors": factors_of(request.user.pk),
        "codes_left": len(unused_recovery_codes(request.user.pk)),
    }
    return render(request, "account/security/own.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "credential", "password")
def confirm(request: HttpRequest) -> HttpResponse:
    """Is it still you? By the second factor where there is one, else by the password."""
    onwards = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onwards, allowed_hosts=None):
        onwards = reverse("account_security")
    by_factor = has_factor(request.user.pk)
    problem, wait = "", 0
    if request.method == "POST":
        problem, wait = _prove_again(request, by_factor)
        if not problem:
            return redirect(onwards)
    page = {"next": onwards, "by_factor": by_factor, "problem": problem}
    if by_factor:
        page |= question(request.user)
    answer = render(request, "account/security/confirm.html", page, status=422 if problem else 200)
    return ask_to_wait(answer, wait) if wait else answer


def _prove_again(request: HttpRequest, by_factor: bool) -> tuple[str, int]:
    """The sentence that says why not, and how many seconds to wait; both empty when proved."""
    user = request.user
    if by_factor:
        kind, problem, wait = prove(request, user)
        if kind:
            record_factor(request, user, kind)
        return problem, wait
    what, place = f"password {user.email}", place_of(request, user.email)
    if wait := begin_try(what, place, now=clock.now()):
        return waiting_words(wait.total_seconds()), int(wait.total_seconds()) + 1
    if not user.check_password(request.POST.get("password", "")):
        return _("Kata sandi tidak cocok. Coba lagi."), 0
    take_back(what, place)
    record_password(request)
    return "", 0


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
def app(request: HttpRequest) -> HttpResponse:
    """An app that shows six digits: adding it, or putting another in its place."""
    if settings.SECOND_FACTOR == "off":
        return redirect("account_security")
    if asked := confirm_first(request):
        return asked
    secret = _secret(request)
    if request.method == "POST":
        step = step_of(secret, request.POST.get("code", ""))
        if step is not None:
            return _add_app(request, secret, step)
    problem = _("Kode tidak cocok. Ambil kode yang baru dari aplikasi, lalu coba lagi.")
    address = SealedSecrets().build_totp_url(request.user, secret)
    page = {
        "secret": " ".join(secret[i : i + GROUP] for i in range(0, len(secret), GROUP)),
        "address": address,
        "picture": _picture(address),
        "replaces": has_factor(request.user.pk, APP),
        "problem": problem if request.method == "POST" else "",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "account/security/app.html", page, status=status)


def _add_app(request: HttpRequest, secret: str, step: int) -> HttpResponse:
    actor, now = request.user.as_actor(), clock.now()
    with transaction.atomic():
        replaced = enrol_app(request.user, secret, step)
        payload = {"factor": APP, "replaced": replaced}
        enter_security_change(actor=actor, kind="factor_added", payload=payload, now=now)
        first = begin_recovery_codes(request, now=now)
    del request.session[NEW_APP]
    record_factor(request, request.user, APP)
    return redirect("account_recovery" if first else "account_security")


def _secret(request: HttpRequest) -> str:
    """The secret that this session's next app gets: the same until it is used."""
    sealed = request.session.get(NEW_APP)
    if sealed:
        return unseal(sealed)
    secret = new_secret()
    request.session[NEW_APP] = seal(secret)
    return secret


def _picture(address: str) -> str:
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)
    return mark_safe(drawn)  # noqa: S308 - drawn here, from an escaped address


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest) -> HttpResponse:
    """Is this to go? And then it is gone."""
    asked_for = request.POST.get("factor") or request.GET.get("factor", "")
    found = next((one for one in factors_of(request.user.pk) if str(one.id) == asked_for), None)
    if found is None:
        return redirect("account_security")
    if asked := confirm_first(request):
        return asked
    if request.method == "POST":
        with transaction.atomic():
            gone = remove_factor(request.user.pk, found.id)
            if gone is not None:
                payload = {"factor": gone.kind, "name": gone.name}
                actor, now = request.user.as_actor(), clock.now()
                enter_security_change(actor=actor, kind="factor_removed", payload=payload, now=now)
        return redirect("account_security")
    last = len(factors_of(request.user.pk)) == 1
    return render(request, "account/security/remove.html", {"factor": found, "last": last})
