"""What the sign-in library asks of us: sealing secrets, and whether second factors are in use."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from sipol.infra.keys import current

PLACE = b"second-factor"


def seal(secret: str) -> str:
    """The secret as text that only this installation's keys open."""
    return b64encode(current().second_factors.seal(secret.encode(), PLACE)).decode()


def unseal(sealed: str) -> str:
    """The secret again; raises `SealBroken`."""
    return current().second_factors.open(b64decode(sealed), PLACE).decode()


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """No secret of a second factor lies in the database, or in its backups, for reading."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Any = None) -> bool:
        if settings.SECOND_FACTOR == "off":
            return False
        return bool(super().is_mfa_enabled(user, types=types))

    def _get_site_name(self) -> str:
        return "Sipol"
