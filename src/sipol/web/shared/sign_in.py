"""Sign-in: accounts are granted, never self-made, and guessing is slowed down without locking out.

Failures are counted per account *and* place: five are free, then each makes the next try wait
twice as long; and twenty a minute for a network whatever the accounts. A count per account alone
would let anybody keep a party out by typing wrong passwords in its name during the last hour. A
browser in which the owner signed in before is a place of its own, so that not even a guesser in the
same network makes the owner wait. What this leaves: somebody who commands many networks gets five
guesses from each; long passwords, their slow hash and the second factor stand against that.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage
from allauth.account.views import LoginView, PasswordChangeView
from allauth.core.internal import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sipol.infra.tries.actions import begin_try, take_back
from sipol.kernel import clock
from sipol.records.accounts.actions import enter_password_change
from sipol.web.shared.access import HOME_OF
from sipol.web.shared.faults import ask_to_wait
from sipol.web.shared.security.entering import waiting_words
from sipol.web.shared.security.known_browsers import is_known, place_of, remember

NETWORK_WAIT_SECONDS = 59
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - an address that nobody has


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up; after sign-in people land at the desk of their role."""

    error_messages = {  # noqa: RUF012 - the library looks it up as a plain dictionary
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "Alamat surel atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."
        ),
        "enter_current_password": _("Kata sandi sekarang tidak cocok. Kata sandi belum diganti."),
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

    def get_client_ip(self, request: HttpRequest) -> str:
        """Empty addresses, as behind a socket of the file system, are one network."""
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            return NO_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        email = credentials["email"].strip().lower()
        if not is_known(request, email):
            usage = ratelimit.consume(request, app="allauth.account", action="login_failed")
            if not usage:
                raise too_many(request, NETWORK_WAIT_SECONDS)
            self._login_failed_rl_usage = usage
        wait = begin_try(f"password {email}", place_of(request, email), now=clock.now())
        if wait:
            raise too_many(request, wait.total_seconds())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Somebody whose account was closed is told what a wrong password is told."""
        user = super().authenticate(request, **credentials)
        if user is None or not user.may_enter(clock.now()):
            return None
        take_back(f"password {user.email}", place_of(request, user.email))
        return user

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember(request, response, user.email)
        return response


def too_many(request: HttpRequest, seconds: float) -> ValidationError:
    request.must_wait = int(seconds) + 1  # type: ignore[attr-defined]
    return ValidationError(waiting_words(seconds), code="too_many_login_attempts")


class SignIn(LoginView):
    """The sign-in page; answers 429 to who must wait, and 422 to what did not fit."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        """Whoever comes back here instead of answering the second question starts anew."""
        clear_login(request)

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error("__all__", "too_many_login_attempts"):
            return ask_to_wait(response, self.request.must_wait)
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
