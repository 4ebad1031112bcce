"""Whether this session was opened with a second factor, and whether the person proved it lately."""

from __future__ import annotations

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from sipol.infra.second_factors.owned import has_factor
from sipol.kernel.actors import Role
from sipol.web.shared.asking import LOOKING

LATELY_SECONDS = 10 * 60
REQUIRED_OF = frozenset({Role.COMMISSION, Role.SUPERVISOR, Role.PARTY_ADMIN})


def record_factor(request: HttpRequest, user: AbstractBaseUser, kind: str) -> None:
    """This person just proved a second factor in this session."""
    record_authentication(request, user, method="mfa", type=kind, reauthenticated=True)


def record_password(request: HttpRequest) -> None:
    """This person just typed their password once more."""
    record_authentication(request, request.user, method="password", reauthenticated=True)


def used_factor(request: HttpRequest) -> bool:
    return any(
        record.get("method") == "mfa"
        for record in get_authentication_records(request, request.user)
    )


def proved_lately(request: HttpRequest) -> bool:
    """By the second factor where there is one, else by the password."""
    method = "mfa" if has_factor(request.user.pk) else "password"
    return any(
        record.get("method") == method
        and (method == "mfa" or record.get("reauthenticated"))
        and time.time() - record["at"] < LATELY_SECONDS
        for record in get_authentication_records(request, request.user)
    )


def confirm_first(request: HttpRequest) -> HttpResponse | None:
    """The page that asks who this is, unless it was proved lately."""
    if proved_lately(request):
        return None
    return redirect(f"{reverse('account_confirm')}?{urlencode({'next': request.get_full_path()})}")


def is_due(request: HttpRequest) -> bool:
    """Whether this session may not go on before a second factor was used."""
    required = settings.SECOND_FACTOR == "required"
    return required and request.user.as_actor().role in REQUIRED_OF and not used_factor(request)


def second_factor_due(request: HttpRequest) -> HttpResponse:
    """To whoever may not go on before: where a second factor is proved, or added."""
    if not has_factor(request.user.pk):
        return redirect("account_security")
    onwards = request.get_full_path() if request.method in LOOKING else "/"
    return redirect(f"{reverse('account_confirm')}?{urlencode({'next': onwards})}")
