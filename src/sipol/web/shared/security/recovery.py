"""Recovery codes: shown to who just made them, for a few minutes, and never again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sipol.infra.second_factors.codes import RECOVERY, new_recovery_codes, unused_recovery_codes
from sipol.infra.second_factors.owned import has_factor
from sipol.kernel import clock
from sipol.records.accounts.actions import enter_security_change
from sipol.web.shared.security.proof import confirm_first

SHOWN_UNTIL = "recovery_codes_shown_until"
SHOWN_SECONDS = 10 * 60


def begin_recovery_codes(request: HttpRequest, *, now: datetime) -> bool:
    """Make the first codes together with the first factor; whether there were none before."""
    if has_factor(request.user.pk, RECOVERY):
        return False
    _make(request, now)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    if not has_factor(request.user.pk):
        return redirect("account_security")
    if request.method == "POST":
        if asked := confirm_first(request):
            return asked
        with transaction.atomic():
            _make(request, clock.now())
        return redirect("account_recovery")
    codes = unused_recovery_codes(request.user.pk)
    page = {"codes": codes if _still_shown(request) else [], "left": len(codes)}
    return render(request, "account/security/recovery.html", page)


@require_safe
def recovery_file(request: HttpRequest) -> HttpResponse:
    """The codes as a text to keep; while they are shown."""
    if not _still_shown(request):
        return redirect("account_recovery")
    codes = unused_recovery_codes(request.user.pk)
    head = _("Kode pemulihan Sipol untuk {account}. Setiap kode berlaku sekali.")
    lines = [head.format(account=request.user.email), "", *codes, ""]
    answer = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="sipol-kode-pemulihan.txt"'
    return answer


def _make(request: HttpRequest, now: datetime) -> None:
    new_recovery_codes(request.user)
    actor = request.user.as_actor()
    enter_security_change(actor=actor, kind="recovery_codes_made", payload={}, now=now)
    request.session[SHOWN_UNTIL] = now.timestamp() + SHOWN_SECONDS


def _still_shown(request: HttpRequest) -> bool:
    return request.session.get(SHOWN_UNTIL, 0) > clock.now().timestamp()
