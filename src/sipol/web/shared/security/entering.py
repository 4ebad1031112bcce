"""The second question at sign-in: a code, or a passkey."""

from __future__ import annotations

from math import ceil
from typing import Any

from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.stages import AuthenticateStage
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sipol.infra.second_factors import passkeys
from sipol.infra.second_factors.codes import APP, RECOVERY, use_code
from sipol.infra.second_factors.owned import PASSKEY, has_factor
from sipol.infra.tries.actions import begin_try, take_back
from sipol.kernel import clock
from sipol.records.accounts.actions import enter_security_change
from sipol.web.shared.faults import ask_to_wait
from sipol.web.shared.security.known_browsers import place_of
from sipol.web.shared.security.proof import record_factor

SECONDS_A_MINUTE = 60


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "credential")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Asked after the password, of who has a second factor."""
    if request.user.is_authenticated:
        return redirect("/")
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None or not stage.login.user.may_enter(clock.now()):
        return render(request, "account/security/too_late.html")
    if request.method == "POST":
        return _answered(request, stage)
    return _asked(request, stage.login.user, {})


def pending_question(request: HttpRequest) -> bool:
    """Whether this browser's sign-in waits for a second factor."""
    stage = get_pending_stage(request)
    return stage is not None and stage.key == AuthenticateStage.key


def _answered(request: HttpRequest, stage: LoginStage) -> HttpResponse:
    user = stage.login.user
    kind, problem, wait = prove(request, user)
    if kind:
        record_factor(request, user, kind)
        return stage.exit()
    answer = _asked(request, user, {"problem": problem})
    if wait:
        return ask_to_wait(answer, wait)
    answer.status_code = 422
    return answer


def _asked(request: HttpRequest, user: AbstractBaseUser, shown: dict[str, Any]) -> HttpResponse:
    page = question(user) | shown
    return render(request, "account/security/second_factor.html", page)


def question(user: AbstractBaseUser) -> dict[str, Any]:
    """What a page shows that asks for the second factor."""
    shown: dict[str, Any] = {"has_app": has_factor(user.pk, APP)}
    if has_factor(user.pk, PASSKEY):
        shown["options"] = passkeys.ask_for_proof(user)
    return shown


def prove(request: HttpRequest, user: AbstractBaseUser) -> tuple[str, str, int]:
    """Which factor the posted form proves; or the sentence that says why none, and how many seconds
    to wait (0 for none)."""
    if answer := request.POST.get("credential", ""):
        fits = passkeys.proves(user, answer)
        return (PASSKEY, "", 0) if fits else ("", _("Kunci sandi belum cocok. Coba lagi."), 0)
    code = request.POST.get("code", "").strip()
    if not code:
        return "", _("Isi kodenya."), 0
    return _prove_by_code(request, user, code)


def _prove_by_code(request: HttpRequest, user: AbstractBaseUser, code: str) -> tuple[str, str, int]:
    what, place, now = f"second factor {user.pk}", place_of(request, user.email), clock.now()
    if wait := begin_try(what, place, now=now):
        return "", waiting_words(wait.total_seconds()), int(wait.total_seconds()) + 1
    with transaction.atomic():
        kind = use_code(user.pk, code)
        if kind == RECOVERY:
            actor = user.as_actor()
            enter_security_change(actor=actor, kind="recovery_code_used", payload={}, now=now)
    if kind:
        take_back(what, place)
        return kind, "", 0
    return "", _("Kode tidak cocok atau sudah dipakai. Ambil kode yang baru, lalu coba lagi."), 0


def waiting_words(seconds: float) -> str:
    """What who guessed too often is told."""
    return _(
        "Terlalu banyak percobaan yang gagal dari peramban atau jaringan ini. Akun tidak dikunci "
        "dan tidak ada data yang berubah. Tunggu {minutes} menit, lalu coba lagi."
    ).format(minutes=max(1, ceil(seconds / SECONDS_A_MINUTE)))
