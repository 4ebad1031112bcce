"""Sign-in: accounts are granted, never self-made, and guessing is slowed down without locking out.

Failures are counted per account *and* network: five in five minutes, and twenty a minute for a
network whatever the accounts. A count per account alone would let anybody keep a party out by
typing wrong passwords in its name during the last hour. What this leaves: somebody who commands
many networks gets five guesses from each; long passwords and their slow hash stand against that.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.views import LoginView, PasswordChangeView
from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sipol.kernel import clock
from sipol.records.accounts.actions import enter_password_change
from sipol.web.shared.access import HOME_OF
from sipol.web.shared.faults import ask_to_wait

WAIT_SECONDS = 300


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up; after sign-in people land at the desk of their role."""

    error_messages = {  # noqa: RUF012 - the library looks it up as a plain dictionary
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "Alamat surel atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."
        ),
        "enter_current_password": _("Kata sandi sekarang tidak cocok. Kata sandi belum diganti."),
        "too_many_login_attempts": _(
            "Terlalu banyak percobaan masuk yang gagal dari jaringan ini. Akun tidak dikunci dan "
            "tidak ada data yang berubah. Tunggu lima menit, lalu coba lagi."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Sign-in is a page: no answer in JSON repeats what was typed."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse(HOME_OF[request.user.as_actor().role])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Somebody whose account was closed is told what a wrong password is told."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.may_enter(clock.now()) else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{get_ip(request)}"


class SignIn(LoginView):
    """The sign-in page; answers 429 to who must wait, and 422 to what did not fit."""

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error("__all__", "too_many_login_attempts"):
            return ask_to_wait(response, WAIT_SECONDS)
        response.status_code = 422
        return response


class NewPassword(PasswordChangeView):
    """The page for a new password; answers 422 to what did not fit.

    The person's other sessions end, since each carries a hash of the password. Uploads under way
    go on under their own tokens, and API tokens stay: they are shown on the account page, where
    each can be revoked by itself.
    """

    @transaction.atomic
    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        enter_password_change(actor=self.request.user.as_actor(), now=clock.now())
        return response

    def form_invalid(self, form: ChangePasswordForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response
