"""Adding a passkey: the one page here that needs a script."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from sipol.infra.ledger.redaction import hide_niks
from sipol.infra.second_factors import passkeys
from sipol.infra.second_factors.owned import PASSKEY
from sipol.kernel import clock
from sipol.records.accounts.actions import enter_security_change
from sipol.web.shared.security.proof import confirm_first, record_factor
from sipol.web.shared.security.recovery import begin_recovery_codes

LONGEST_NAME = 60


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("credential")
def passkey(request: HttpRequest) -> HttpResponse:
    if settings.SECOND_FACTOR == "off":
        return redirect("account_security")
    if asked := confirm_first(request):
        return asked
    problem = ""
    if request.method == "POST":
        if added := _add(request):
            return added
        problem = _("Kunci sandi belum terpasang. Tidak ada yang berubah; coba sekali lagi.")
    page = {"options": passkeys.ask_for_new(request.user), "problem": problem}
    status = 422 if problem else 200
    return render(request, "account/security/passkey.html", page, status=status)


def _add(request: HttpRequest) -> HttpResponse | None:
    """Onwards when the passkey was added; None when the browser's answer does not hold."""
    typed = " ".join(request.POST.get("name", "").split())[:LONGEST_NAME]
    name, now = hide_niks(typed) or _("Kunci sandi"), clock.now()
    with transaction.atomic():
        if not passkeys.add_passkey(request.user, name, request.POST.get("credential", "")):
            return None
        payload = {"factor": PASSKEY, "name": name}
        actor = request.user.as_actor()
        enter_security_change(actor=actor, kind="factor_added", payload=payload, now=now)
        first = begin_recovery_codes(request, now=now)
    record_factor(request, request.user, PASSKEY)
    return redirect("account_recovery" if first else "account_security")
