"""Who is signed in counts only while their account is active and has not expired."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from sipol.kernel import clock


class LivingAccounts(AuthenticationBackend):
    """Asked at sign-in and at every request: a session ends with its account, at that moment."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return user is not None and user.may_enter(clock.now())
