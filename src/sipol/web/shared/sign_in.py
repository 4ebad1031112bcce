"""Sign-in: accounts are granted, never self-made."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from sipol.web.shared.access import HOME_OF


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up; after sign-in people land at the desk of their role."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse(HOME_OF[request.user.as_actor().role])
